//! How long a mail server may take.

use std::time::Duration;

/// How long a mail server may take, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// To let this program in: connecting, the greeting, encryption and log in. And to say, before another letter goes
    /// over a connection, that it still stands.
    pub opening: Duration,
    /// To answer MAIL.
    pub sender: Duration,
    /// To answer RCPT: it may have to ask elsewhere whether there is such a mailbox.
    pub recipient: Duration,
    /// To answer DATA.
    pub data: Duration,
    /// To take the letter, which is one block of data.
    pub block: Duration,
    /// To answer after the letter's end. Whoever gives up earlier sends letters twice, because many servers look at a
    /// letter's contents before they answer.
    pub end: Duration,
}

impl Patience {
    /// As RFC 5321, section 4.5.3.2, asks for.
    pub const RFC_5321: Self = Self {
        opening: Duration::from_mins(5),
        sender: Duration::from_mins(5),
        recipient: Duration::from_mins(5),
        data: Duration::from_mins(2),
        block: Duration::from_mins(3),
        end: Duration::from_mins(10),
    };

    /// The same for each step.
    pub const fn of(each: Duration) -> Self {
        Self {
            opening: each,
            sender: each,
            recipient: each,
            data: each,
            block: each,
            end: each,
        }
    }
}
