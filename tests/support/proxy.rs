//! What stands between the program and PostgreSQL in a test, and lets it down.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// What happens to connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// They work.
    Well,
    /// The first one that sends the text is cut when it has been answered; nobody hears the answer.
    CutAfter(&'static str),
    /// The same, and nobody is let in any more.
    CutAfterAndAway(&'static str),
    /// The first one that sends the text is cut, and the text is not handed on.
    CutBefore(&'static str),
    /// The first one that sends the text stays open, and nothing is handed on any more, as if its program stood still.
    FreezeBefore(&'static str),
    /// Nobody is let in, and who was is cut.
    Away,
    /// The same, and whoever comes is told something that no database says.
    Nonsense,
}

/// A proxy before a database server.
pub struct Proxy {
    mood: Arc<Mutex<Mood>>,
    running: tokio::task::JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Proxy {
    /// A proxy before the server of this address, and the address through it.
    pub async fn before(url: &str) -> (Self, String) {
        let (head, name) = url.rsplit_once('/').expect("a database's name");
        let server = head.rsplit('@').next().expect("a server").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its number");
        let mood = Arc::new(Mutex::new(Mood::Well));
        let seen = mood.clone();
        let running = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (client, _) = listener.accept().await.expect("a connection");
                connections.spawn(converse(client, server.clone(), seen.clone()));
            }
        });
        let (user, _) = head.rsplit_once('@').expect("a user");
        let through = format!("{user}@{address}/{name}");
        (Self { mood, running }, through)
    }

    /// Changes what happens from now on.
    pub fn set(&self, mood: Mood) {
        *self.mood.lock().expect("the mood") = mood;
    }
}

async fn converse(mut client: TcpStream, server: String, mood: Arc<Mutex<Mood>>) {
    let now = || *mood.lock().expect("the mood");
    match now() {
        Mood::Away => return,
        Mood::Nonsense => {
            let _ = client.write_all(b"X").await;
            return;
        }
        _ => {}
    }
    let Ok(mut server) = TcpStream::connect(server).await else {
        return;
    };
    let (mut asked, mut answered) = (vec![0; 65536], vec![0; 65536]);
    loop {
        tokio::select! {
            count = client.read(&mut asked) => {
                let Ok(count @ 1..) = count else { return };
                let sent = &asked[..count];
                let has = |text: &str| sent.windows(text.len()).any(|part| part == text.as_bytes());
                let turn_to = |next| *mood.lock().expect("the mood") = next;
                match now() {
                    Mood::CutBefore(text) if has(text) => return turn_to(Mood::Well),
                    Mood::FreezeBefore(text) if has(text) => {
                        turn_to(Mood::Well);
                        return std::future::pending().await;
                    }
                    Mood::CutAfter(text) if has(text) => {
                        turn_to(Mood::Well);
                        return swallow(&mut server, sent, &mut answered).await;
                    }
                    Mood::CutAfterAndAway(text) if has(text) => {
                        turn_to(Mood::Away);
                        return swallow(&mut server, sent, &mut answered).await;
                    }
                    Mood::Away | Mood::Nonsense => return,
                    _ => if server.write_all(sent).await.is_err() { return },
                }
            }
            count = server.read(&mut answered) => {
                let Ok(count @ 1..) = count else { return };
                if matches!(now(), Mood::Away | Mood::Nonsense) || client.write_all(&answered[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Hands on what was sent, and keeps the answer.
async fn swallow(server: &mut TcpStream, sent: &[u8], answered: &mut [u8]) {
    let _ = server.write_all(sent).await;
    let _ = server.read(answered).await;
}
