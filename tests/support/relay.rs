//! A mail server that does at each step of a conversation what a test wants, for each recipient and time.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

/// A step of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Greeting,
    Hello,
    LogIn,
    Reset,
    Sender,
    Recipient,
    Data,
    End,
}

/// What the server does at a step.
#[derive(Clone, Debug)]
pub enum Act {
    /// What it should.
    Well,
    /// The same, so much later.
    Late(Duration),
    /// It says this instead.
    Say(&'static str),
    /// It says nothing for as long as anybody waits.
    Nothing,
    /// It hangs up.
    HangUp,
    /// It keeps the letter and hangs up instead of saying so.
    TakeAndHangUp,
}

/// A letter that the server has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The address of its recipient.
    pub to: String,
    /// Its Message-ID.
    pub id: String,
    /// All of it.
    pub text: String,
}

type Mood = dyn Fn(Step, &str, usize) -> Act + Send + Sync;

#[derive(Default)]
struct Seen {
    taken: Mutex<Vec<Taken>>,
    times: Mutex<HashMap<(Step, String), usize>>,
    lines: Mutex<Vec<String>>,
    connections: AtomicUsize,
    open: AtomicUsize,
    most_open: AtomicUsize,
}

/// A mail server on this machine.
pub struct Relay {
    /// Where it listens.
    pub port: u16,
    seen: Arc<Seen>,
}

impl Relay {
    /// One that does what `mood` says at a step, for a recipient (empty before it is known), at the first, second... time.
    pub fn that(mood: impl Fn(Step, &str, usize) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::<Seen>::default();
        let (mood, known): (Arc<Mood>, _) = (Arc::new(mood), seen.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (mood, seen) = (mood.clone(), known.clone());
                thread::spawn(move || {
                    seen.connections.fetch_add(1, SeqCst);
                    let open = seen.open.fetch_add(1, SeqCst) + 1;
                    seen.most_open.fetch_max(open, SeqCst);
                    let _ = Talk::new(stream.unwrap(), &*mood, &seen).run();
                    seen.open.fetch_sub(1, SeqCst);
                });
            }
        });
        Self { port, seen }
    }

    /// Its address for the settings.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Every letter that it has, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.seen.taken.lock().unwrap().clone()
    }

    /// Whom it has letters for, sorted.
    pub fn recipients(&self) -> Vec<String> {
        let mut all: Vec<_> = self.taken().into_iter().map(|taken| taken.to).collect();
        all.sort();
        all
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.seen.connections.load(SeqCst)
    }

    /// How many there were at once.
    pub fn most_open(&self) -> usize {
        self.seen.most_open.load(SeqCst)
    }

    /// Every command that it got.
    pub fn lines(&self) -> Vec<String> {
        self.seen.lines.lock().unwrap().clone()
    }
}

struct Talk<'a> {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
    mood: &'a Mood,
    seen: &'a Seen,
    to: String,
}

/// The conversation is over.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

impl<'a> Talk<'a> {
    fn new(stream: TcpStream, mood: &'a Mood, seen: &'a Seen) -> Self {
        let reader = BufReader::new(stream.try_clone().unwrap());
        Self {
            stream,
            reader,
            mood,
            seen,
            to: String::new(),
        }
    }

    fn act(&self, step: Step) -> Act {
        let mut times = self.seen.times.lock().unwrap();
        let times = times.entry((step, self.to.clone())).or_default();
        *times += 1;
        (self.mood)(step, &self.to, *times)
    }

    fn say(&mut self, line: &str) -> Result<(), Over> {
        self.stream.write_all(line.as_bytes())?;
        Ok(self.stream.write_all(b"\r\n")?)
    }

    /// Whether the server did what it should.
    fn answer(&mut self, step: Step, well: &str) -> Result<bool, Over> {
        match self.act(step) {
            Act::Well => self.say(well)?,
            Act::Late(by) => {
                thread::sleep(by);
                self.say(well)?;
            }
            Act::Say(other) => {
                self.say(other)?;
                return Ok(other.starts_with(&well[..1]));
            }
            Act::Nothing => {
                // Until the other side hangs up.
                while !self.line()?.is_empty() {}
                return Err(Over);
            }
            Act::HangUp | Act::TakeAndHangUp => return Err(Over),
        }
        Ok(true)
    }

    fn line(&mut self) -> Result<String, Over> {
        let mut line = String::new();
        match self.reader.read_line(&mut line)? {
            0 => Err(Over),
            _ => Ok(line.trim_end().to_owned()),
        }
    }

    fn run(&mut self) -> Result<(), Over> {
        self.answer(Step::Greeting, "220 relay.example")?;
        loop {
            let line = self.line()?;
            self.seen.lines.lock().unwrap().push(line.clone());
            let command = line.split([' ', ':']).next().unwrap_or_default();
            match command {
                "EHLO" => {
                    self.say("250-relay.example")?;
                    self.answer(Step::Hello, "250 AUTH PLAIN")?;
                }
                "AUTH" => {
                    self.answer(Step::LogIn, "235 welcome")?;
                }
                "RSET" => {
                    self.to.clear();
                    self.answer(Step::Reset, "250 forgotten")?;
                }
                "MAIL" => {
                    self.answer(Step::Sender, "250 sender")?;
                }
                "RCPT" => {
                    let to = line.split(['<', '>']).nth(1).unwrap_or_default();
                    to.clone_into(&mut self.to);
                    self.answer(Step::Recipient, "250 recipient")?;
                }
                "DATA" => {
                    if self.answer(Step::Data, "354 go on")? {
                        self.content()?;
                    }
                }
                "QUIT" => {
                    let _ = self.say("221 goodbye");
                    return Err(Over);
                }
                _ => self.say("500 what?")?,
            }
        }
    }

    fn content(&mut self) -> Result<(), Over> {
        let mut text = String::new();
        loop {
            let line = self.line()?;
            if line == "." {
                break;
            }
            text.push_str(&line);
            text.push('\n');
        }
        let id = text
            .lines()
            .find_map(|line| line.strip_prefix("Message-ID: "));
        let letter = Taken {
            to: self.to.clone(),
            id: id.unwrap_or_default().to_owned(),
            text: text.clone(),
        };
        // What the mood says is asked once for the step, so the letter is kept by what follows from it.
        let act = self.act(Step::End);
        let keeps = match &act {
            Act::Well | Act::Late(_) | Act::TakeAndHangUp => true,
            Act::Say(other) => other.starts_with('2'),
            Act::Nothing | Act::HangUp => false,
        };
        if keeps {
            self.seen.taken.lock().unwrap().push(letter);
        }
        match act {
            Act::Well => self.say("250 taken"),
            Act::Late(by) => {
                thread::sleep(by);
                self.say("250 taken")
            }
            Act::Say(other) => self.say(other),
            Act::Nothing => loop {
                self.line()?;
            },
            Act::HangUp | Act::TakeAndHangUp => Err(Over),
        }
    }
}
