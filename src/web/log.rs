//! The log: a line for each event, on standard error.
//!
//! Whatever reads it may be slow, gone, or without space. A thread of its own hands the lines over, so that nobody who
//! is answered waits for it; where it can't keep up, or they can't be written, lines are lost, counted and told of.

use std::{
    io::{self, IsTerminal as _, Write},
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tracing_subscriber::{
    EnvFilter,
    fmt::{self, MakeWriter},
};

/// How many lines wait at most.
const WAITING: usize = 4096;

/// The longest line, in bytes. Some who collect logs break longer ones apart; statements of SQL can be far longer.
const LONGEST_LINE: usize = 8 * 1024;

/// How long the program waits at its end for the last lines to be taken.
const LONGEST_END: Duration = Duration::from_secs(1);

/// Lines that were never written.
static LOST: AtomicU64 = AtomicU64::new(0);

/// How many lines were lost since the program was started.
pub(crate) fn lost() -> u64 {
    LOST.load(Ordering::Relaxed)
}

/// The running log. Dropped, it waits a moment for what is still to be written.
pub(crate) struct Log(Lines);

/// Begins to log to standard error. What is logged is said by `RUST_LOG`.
pub(crate) fn begin(json: bool) -> Result<Log, String> {
    let filter = match std::env::var(EnvFilter::DEFAULT_ENV) {
        Ok(wanted) => EnvFilter::try_new(wanted)
            .map_err(|error| format!("RUST_LOG can't be understood: {error}"))?,
        Err(_) => EnvFilter::new("info"),
    };
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let lines = Lines::to(io::stderr(), json).map_err(|error| error.to_string())?;
    let log = fmt::fmt()
        .with_env_filter(filter)
        .with_ansi(colours)
        // It would tell of them on standard error, and panic where it can't.
        .log_internal_errors(false)
        .with_writer(lines.clone());
    if json {
        // Of a request its own span tells, whatever spans of libraries lie within.
        log.json().with_current_span(false).init();
    } else {
        log.init();
    }
    // The usual one writes to standard error itself, and waits for it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let said = panic.payload_as_str().unwrap_or_default();
        tracing::error!(place, said, "The program panicked");
    }));
    Ok(Log(lines))
}

impl Log {
    /// Says something beside the events, as it is.
    pub(crate) fn say(&self, text: &str) {
        self.0.hand_over([text, "\n"].concat().into_bytes());
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let (done, end) = sync_channel(1);
        if self.0.lines.try_send(Message::End(done)).is_ok() {
            let _ = end.recv_timeout(LONGEST_END);
        }
    }
}

/// Writes a line for the operator of a command to standard error. Whether anybody reads it makes no difference to what
/// was done.
pub(crate) fn tell_operator(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

enum Message {
    Line(Vec<u8>),
    End(SyncSender<()>),
}

/// Where lines are handed over.
#[derive(Clone)]
struct Lines {
    lines: SyncSender<Message>,
    json: bool,
}

impl Lines {
    fn to(destination: impl Write + Send + 'static, json: bool) -> io::Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
        std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write_down(&waiting, destination))?;
        Ok(Self { lines, json })
    }

    fn hand_over(&self, line: Vec<u8>) {
        if self.lines.try_send(Message::Line(line)).is_err() {
            LOST.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Writes what is handed over, for ever.
fn write_down(waiting: &Receiver<Message>, mut destination: impl Write) {
    let mut told = 0;
    let mut broken_off = false;
    for message in waiting {
        let mut line = match message {
            Message::Line(line) => line,
            Message::End(done) => {
                let _ = done.send(());
                continue;
            }
        };
        if broken_off {
            line.insert(0, b'\n');
        }
        broken_off = destination.write_all(&line).is_err();
        if broken_off {
            LOST.fetch_add(1, Ordering::Relaxed);
        } else if lost() > told {
            let lines = lost() - told;
            told += lines;
            tracing::warn!(lines, "Lines of the log were lost");
        }
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

/// Events come as a line each.
impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.hand_over(if line.len() <= LONGEST_LINE {
            line.to_vec()
        } else {
            shortened(line, self.json).into_bytes()
        });
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A line that is too long, made short enough.
fn shortened(line: &[u8], json: bool) -> String {
    let line = String::from_utf8_lossy(line);
    let event = json.then(|| serde_json::from_str::<Value>(&line).ok());
    let mut short = match event.flatten() {
        Some(event) => short_json(event),
        None => cut(&line, LONGEST_LINE - 16),
    };
    short.push('\n');
    short
}

/// An event whose longest texts are cut; with nothing left of it but what it is, where even that is too much.
fn short_json(mut event: Value) -> String {
    for longest in [1024, 128] {
        cut_texts(&mut event, longest);
        let line = event.to_string();
        if line.len() < LONGEST_LINE {
            return line;
        }
    }
    let fields = json!({ "message": event["fields"]["message"] });
    let [timestamp, level, target] = ["timestamp", "level", "target"].map(|part| &event[part]);
    json!({ "timestamp": timestamp, "level": level, "target": target, "fields": fields })
        .to_string()
}

fn cut_texts(value: &mut Value, longest: usize) {
    match value {
        Value::String(text) if text.len() > longest => *text = cut(text, longest),
        Value::Array(all) => all.iter_mut().for_each(|one| cut_texts(one, longest)),
        Value::Object(all) => all.values_mut().for_each(|one| cut_texts(one, longest)),
        _ => {}
    }
}

fn cut(text: &str, longest: usize) -> String {
    [&text[..text.floor_char_boundary(longest)], " ..."].concat()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_line_is_longer_than_it_may_be_and_json_stays_json(
            text in "(é|x|\"|\n){0,2000}", many in 1..30_usize, json in any::<bool>()
        ) {
            let fields: serde_json::Map<_, _> = (0..many)
                .map(|number| (format!("field{number}"), Value::String(text.clone())))
                .collect();
            let event = json!({ "level": "INFO", "fields": fields }).to_string();
            let short = shortened(event.as_bytes(), json);
            prop_assert!(short.len() <= LONGEST_LINE && short.ends_with('\n'));
            if json {
                let event: Value = serde_json::from_str(&short).unwrap();
                prop_assert_eq!(&event["level"], "INFO");
            }
        }
    }

    /// Takes lines, or none while it is full.
    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<(bool, Vec<u8>)>>);

    impl Write for Disk {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            let mut disk = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if disk.0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            disk.1.extend_from_slice(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_can_not_be_written_is_counted_and_later_lines_are_written_again() {
        let disk = Disk::default();
        let log = Log(Lines::to(disk.clone(), false).unwrap());
        let before = lost();
        log.say("one");
        let flush = || {
            let (done, end) = sync_channel(1);
            log.0.lines.send(Message::End(done)).unwrap();
            end.recv().unwrap();
        };
        flush();
        disk.0.lock().unwrap().0 = true;
        log.say("two");
        log.say("three");
        flush();
        assert_eq!(lost() - before, 2);
        disk.0.lock().unwrap().0 = false;
        log.say("four");
        drop(log);
        let written = String::from_utf8(disk.0.lock().unwrap().1.clone()).unwrap();
        assert_eq!(written, "one\n\nfour\n");
    }
}
