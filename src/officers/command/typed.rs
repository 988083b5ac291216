//! A password that the operator types, without showing it.

use std::io::{BufRead as _, IsTerminal as _, stdin};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::sync::oneshot;

use crate::web::tell_operator;

/// The password for the account with `address`: typed twice at a terminal, where it is not shown, or the line that comes
/// from elsewhere.
pub(super) async fn password(address: &str) -> Result<String, String> {
    let first = format!("Password for {address} (at least 12 characters), then Enter:");
    if !stdin().is_terminal() {
        tell_operator(&first);
        return line().await;
    }
    // Before it is asked for: whoever answers at once is not shown what they type either.
    let silent = Silent::begin().map_err(|error| error.to_string())?;
    tell_operator(&first);
    let typed = line().await?;
    tell_operator("The same password again, then Enter:");
    let again = line().await?;
    drop(silent);
    if typed == again {
        Ok(typed)
    } else {
        Err("the two passwords are not the same. Nothing was changed".to_owned())
    }
}

/// The line that is typed, without its end. Ctrl-C gives it up, so that the terminal shows again what is typed.
async fn line() -> Result<String, String> {
    let (sender, receiver) = oneshot::channel();
    // A thread of its own: the runtime would wait at its end for one of its own that still reads.
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = stdin().lock().read_line(&mut line);
        let _ = sender.send(read.map(|_| line));
    });
    let read = tokio::select! {
        read = receiver => read,
        _ = tokio::signal::ctrl_c() => return Err("given up. Nothing was changed".to_owned()),
    };
    let read = read.map_err(|error| error.to_string())?;
    let mut line = read.map_err(|error| error.to_string())?;
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    Ok(line)
}

/// While it lasts the terminal does not show what is typed.
struct Silent(Termios);

impl Silent {
    fn begin() -> rustix::io::Result<Self> {
        let before = tcgetattr(stdin())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        // What was typed before is not taken for the password.
        tcsetattr(stdin(), OptionalActions::Flush, &silent)?;
        Ok(Self(before))
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &self.0);
    }
}
