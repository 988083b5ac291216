//! Addresses: exactly those that a message can be sent to, each in one spelling.

use idna::{
    AsciiDenyList,
    uts46::{DnsLength, Hyphens, Uts46},
};

use crate::base::text::clean;

/// An e-mail address, in small letters, its host in the letters of the domain name system: a username.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

/// Not an address, said so that it can be put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnEmail {
    /// Nothing was typed.
    Empty,
    /// Longer than an address can be.
    TooLong,
    /// The part before the @ is longer than it can be.
    MailboxTooLong,
    /// The part before the @ has other letters than mail servers take, which may also look like those.
    Letters,
    /// Something is missing or not allowed.
    Malformed,
}

/// The address of somebody, to those where they work or are to work; of whoever has left, enough to tell them from others.
pub fn shown_address(email: String, works_here: bool) -> String {
    if works_here { email } else { masked(&email) }
}

/// Enough of an address for someone who typed it to recognise it, too little for anyone else: `sa•••@nhs.net`.
pub fn masked(email: &str) -> String {
    let (mailbox, host) = email.split_once('@').unwrap_or((email, ""));
    let mut masked: String = mailbox.chars().take(2).collect();
    masked.push_str("•••@");
    masked.push_str(host);
    masked
}

/// The longest address and mailbox of mail, in characters (RFC 5321).
const LONGEST: usize = 254;
const LONGEST_MAILBOX: usize = 64;

impl Email {
    /// Reads an address as people write, paste and link to it: capitals, stray spaces, `mailto:`, `Name <address>`, and
    /// the signs between addresses of a list are forgiven.
    pub fn parse(typed: &str) -> Result<Self, NotAnEmail> {
        let text = clean(typed);
        let text: String = within(&text)
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(straight)
            .flat_map(char::to_lowercase)
            .collect();
        if text.is_empty() {
            return Err(NotAnEmail::Empty);
        }
        let (mailbox, host) = text.split_once('@').ok_or(NotAnEmail::Malformed)?;
        if host.contains('@') {
            return Err(NotAnEmail::Malformed);
        }
        if !mailbox.is_ascii() {
            return Err(NotAnEmail::Letters);
        }
        let host = host_of(host.trim_end_matches('.')).ok_or(NotAnEmail::Malformed)?;
        if mailbox.len() > LONGEST_MAILBOX {
            return Err(NotAnEmail::MailboxTooLong);
        }
        let email = [mailbox, "@", &host].concat();
        if email.len() > LONGEST {
            return Err(NotAnEmail::TooLong);
        }
        // Quotation marks would let in spaces and more. The last word has who sends the message.
        if mailbox.contains('"') || email.parse::<lettre::Address>().is_err() {
            return Err(NotAnEmail::Malformed);
        }
        Ok(Self(email))
    }

    /// Whether it looks like the address of a desk or a team, whose messages several people read.
    pub fn looks_shared(&self) -> bool {
        const SHARED: [&str; 18] = [
            "admin",
            "administration",
            "appointments",
            "contact",
            "enquiries",
            "feedback",
            "hello",
            "help",
            "info",
            "mail",
            "manager",
            "office",
            "practice",
            "prescriptions",
            "reception",
            "secretaries",
            "surgery",
            "team",
        ];
        let mailbox = self.0.split('@').next().unwrap_or_default();
        let mut words = mailbox.split(|c: char| !c.is_ascii_alphabetic());
        words.any(|word| SHARED.contains(&word))
    }
}

/// What somebody who has an account is looked for by: their address; or what was typed, as long as an address can be, for
/// accounts from before addresses were read so.
pub fn username(typed: &str) -> String {
    match Email::parse(typed) {
        Ok(email) => email.0,
        // A small letter may go together with its accents where the capital did not.
        Err(_) => clean(&clean(typed).to_lowercase())
            .chars()
            .take(LONGEST)
            .collect(),
    }
}

/// The address in what programs show, copy and link to instead of an address.
fn within(text: &str) -> &str {
    // As mail programs write it, and as pages here do.
    let text = match text.rsplit_once(['<', '(']) {
        Some((_, rest)) if rest.contains('@') => rest.split(['>', ')']).next().unwrap_or(rest),
        _ => text,
    };
    let stray = |c: char| c.is_whitespace() || ";,<>".contains(c);
    let text = text.trim_matches(stray);
    let scheme = "mailto:";
    match text.get(..scheme.len()) {
        Some(start) if start.eq_ignore_ascii_case(scheme) => {
            let rest = text.get(scheme.len()..).unwrap_or_default();
            rest.split('?')
                .next()
                .unwrap_or_default()
                .trim_matches(stray)
        }
        _ => text,
    }
}

/// Word processors bend apostrophes; mailboxes have straight ones.
fn straight(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
        c => c,
    }
}

/// The host as the domain name system knows it. A number in place of a name is a machine, not an organisation.
fn host_of(host: &str) -> Option<String> {
    let ascii = Uts46::new()
        .to_ascii(
            host.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .ok()?;
    let (_, last) = ascii.rsplit_once('.')?;
    let numbered = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
    (!numbered).then(|| ascii.into_owned())
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for NotAnEmail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "Enter an email address",
            Self::TooLong => "Email address must be 254 characters or fewer",
            Self::MailboxTooLong => "The part before the @ must be 64 characters or fewer",
            Self::Letters => {
                "Before the @, an email address can only have the letters a to z without accents, digits and signs \
                 like . - _ +. Type it instead of copying it"
            }
            Self::Malformed => "Enter an email address in the correct format, like name@nhs.net",
        })
    }
}
