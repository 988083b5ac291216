//! A message as mail servers carry it.

use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use uuid::Uuid;

use super::{Letter, store::Waiting};
use crate::database::Failure;

/// The Message-ID of a message that has none yet.
pub(super) fn message_id(id: Uuid, from: &Mailbox) -> String {
    ["<", &id.to_string(), "@", from.email.domain(), ">"].concat()
}

/// That nobody wrote it: no holiday notice or receipt is to be sent back (RFC 3834, and what Exchange knows).
const NOBODY_WROTE_IT: [(HeaderName, &str); 2] = [
    (
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated",
    ),
    (
        HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"),
        "All",
    ),
];

/// Makes the message. Its Message-ID and its date are those of the outbox, so that a second copy is known as one.
pub(super) fn message(
    waiting: &Waiting,
    from: &Mailbox,
    letter: &Letter,
    (site, contact): (&str, &str),
) -> Result<Message, Failure> {
    let to = waiting.recipient();
    let address: Address = to.address.parse().map_err(Failure::internal)?;
    // A name is one line: what would begin another header is left out.
    let name: String = to.name.chars().filter(|c| !c.is_control()).collect();
    let body = letter.body();
    let subject: String = body.subject.chars().filter(|c| !c.is_control()).collect();
    let written = std::time::UNIX_EPOCH
        + std::time::Duration::from_micros(u64::try_from(waiting.created_at.0).unwrap_or(0));
    let mut message = Message::builder()
        .message_id(Some(waiting.message_id.clone()))
        .date(written)
        .from(from.clone())
        .to(Mailbox::new(Some(name), address))
        .subject(subject);
    for (header, value) in NOBODY_WROTE_IT {
        message = message.raw_header(HeaderValue::new(header, value.to_owned()));
    }
    message
        .multipart(MultiPart::alternative_plain_html(
            body.text(site, contact),
            body.html(site, contact),
        ))
        .map_err(Failure::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::dates::Instant;

    fn to(name: &str, letter: &Letter) -> Waiting {
        Waiting {
            id: Uuid::nil(),
            to_address: "nora@cast.example".to_owned(),
            to_name: name.to_owned(),
            kind: letter.kind().to_owned(),
            letter: String::new(),
            created_at: Instant(0),
            attempts: 0,
            message_id: "<0000@access.example>".to_owned(),
        }
    }

    #[test]
    fn a_name_can_not_add_a_header_a_copy_has_the_same_identity_and_nobody_is_to_answer() {
        let from: Mailbox = "Practice Access <no-reply@other.example>".parse().unwrap();
        for letter in Letter::samples() {
            let waiting = to("Nora\r\nBcc: evil@evil.example\r\n<script>", &letter);
            let made = message(&waiting, &from, &letter, ("https://a.example", "")).unwrap();
            let text = String::from_utf8(made.formatted()).unwrap();
            let headers = text.split("\r\n\r\n").next().unwrap();
            assert!(!headers.contains("\nBcc:"), "{headers}");
            for header in [
                "Message-ID: <0000@access.example>",
                "Date: Thu, 01 Jan 1970 00:00:00",
                "Auto-Submitted: auto-generated",
                "X-Auto-Response-Suppress: All",
            ] {
                assert!(headers.contains(header), "{headers}");
            }
        }
    }

    #[test]
    fn a_long_name_with_accents_is_carried() {
        let from: Mailbox = "no-reply@access.example".parse().unwrap();
        let letter = &Letter::samples()[0];
        let waiting = to(&"Ørsted Ó Súilleabháin ".repeat(14), letter);
        let made = message(&waiting, &from, letter, ("", "")).unwrap();
        assert!(made.formatted().is_ascii());
    }
}
