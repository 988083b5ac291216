//! A message as mail servers carry it.

use lettre::{
    Address, Message,
    message::{Mailbox, MultiPart},
};
use uuid::Uuid;

use super::{Letter, Recipient};
use crate::{dates::Instant, server::Failure};

/// Makes the message. Its Message-ID and its date follow from the outbox, so that a second copy is known as one.
pub(super) fn message(
    id: Uuid,
    created_at: Instant,
    from: &Mailbox,
    to: &Recipient,
    letter: &Letter,
    site: &str,
) -> Result<Message, Failure> {
    let address: Address = to.address.parse().map_err(Failure::internal)?;
    // A name is one line: what would begin another header is left out.
    let name: String = to.name.chars().filter(|c| !c.is_control()).collect();
    let body = letter.body();
    let subject: String = body.subject.chars().filter(|c| !c.is_control()).collect();
    let written = std::time::UNIX_EPOCH
        + std::time::Duration::from_micros(u64::try_from(created_at.0).unwrap_or(0));
    Message::builder()
        .message_id(Some(
            ["<", &id.to_string(), "@", from.email.domain(), ">"].concat(),
        ))
        .date(written)
        .from(from.clone())
        .to(Mailbox::new(Some(name), address))
        .subject(subject)
        .multipart(MultiPart::alternative_plain_html(
            body.text(site),
            body.html(site),
        ))
        .map_err(Failure::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_add_a_header_and_a_copy_has_the_same_identity() {
        let from: Mailbox = "Practice Access <no-reply@access.example>".parse().unwrap();
        let to = Recipient {
            address: "nora@cast.example".to_owned(),
            name: "Nora\r\nBcc: evil@evil.example\r\n<script>".to_owned(),
        };
        for letter in Letter::samples() {
            let made = || {
                message(
                    Uuid::nil(),
                    Instant(0),
                    &from,
                    &to,
                    &letter,
                    "https://a.example",
                )
                .unwrap()
            };
            let text = String::from_utf8(made().formatted()).unwrap();
            let headers = text.split("\r\n\r\n").next().unwrap();
            assert!(!headers.contains("\nBcc:"), "{headers}");
            assert!(
                headers
                    .contains("Message-ID: <00000000-0000-0000-0000-000000000000@access.example>"),
                "{headers}"
            );
            assert!(
                headers.contains("Date: Thu, 01 Jan 1970 00:00:00"),
                "{headers}"
            );
        }
    }

    #[test]
    fn a_long_name_with_accents_is_carried() {
        let from: Mailbox = "no-reply@access.example".parse().unwrap();
        let to = Recipient {
            address: "nora@cast.example".to_owned(),
            name: "Ørsted Ó Súilleabháin ".repeat(14),
        };
        let letter = &Letter::samples()[0];
        let made = message(Uuid::nil(), Instant(0), &from, &to, letter, "").unwrap();
        assert!(made.formatted().is_ascii());
    }
}
