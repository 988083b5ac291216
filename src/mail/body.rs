//! What a message says, once as text and once as simple HTML, from the same words.

use std::fmt::Write as _;

use crate::base::text::{escaped, isolated};

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Paragraph(String),
    /// Something to press, and where it leads: a path of this installation.
    Link(&'static str, String),
    List(Vec<String>),
}

/// A message without its address lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// What stands in the list of messages.
    pub subject: String,
    greeting: String,
    blocks: Vec<Block>,
}

/// Stands above every message.
const SERVICE: &str = "Practice Access";

/// Stand below every message: whom it is from, and what nobody asks for.
const FROM: &str = "This message was sent automatically by Practice Access. GP practices use it to decide who may use payments and \
    pensions, the Performers List, and medical records and supplies.";
const PASSWORD: &str = "Nobody will ever ask you for your password, by email or by phone.";
/// Whom to ask, and the page that says more.
const HELP: &str =
    "Do you need help? Ask a user administrator of your practice, or read who can help";
const HELP_PAGE: &str = "/help/getting-access";

impl Body {
    /// A message to somebody.
    pub(super) fn new(subject: impl Into<String>, name: &str) -> Self {
        Self {
            subject: said(&subject.into()),
            greeting: ["Dear ", &isolated(&said(name))].concat(),
            blocks: Vec::new(),
        }
    }

    /// With one more paragraph, unless it is empty.
    pub(super) fn say(mut self, words: impl Into<String>) -> Self {
        let words = said(&words.into());
        if !words.is_empty() {
            self.blocks.push(Block::Paragraph(words));
        }
        self
    }

    /// With a list, unless it is empty.
    pub(super) fn list(mut self, items: &[String]) -> Self {
        if !items.is_empty() {
            let items = items.iter().map(|item| said(item));
            self.blocks.push(Block::List(items.collect()));
        }
        self
    }

    /// With something to press.
    pub(super) fn link(mut self, words: &'static str, path: impl Into<String>) -> Self {
        self.blocks.push(Block::Link(words, path.into()));
        self
    }

    /// What it says, for somebody who looks at it before it is sent: the words alone, part by part.
    pub fn in_short(&self) -> Vec<String> {
        let parts = self.blocks.iter().map(|block| match block {
            Block::Paragraph(words) => words.clone(),
            Block::Link(words, _) => ["[", words, "]"].concat(),
            Block::List(items) => items.join(", "),
        });
        let head = [self.subject.clone(), self.greeting.clone()];
        head.into_iter().chain(parts).collect()
    }

    /// As plain text. `site` is the address of this installation, without a slash at its end, `contact` the sentence that
    /// says how the registration team is reached, or nothing.
    pub fn text(&self, site: &str, contact: &str) -> String {
        let mut text = [SERVICE, "\n\n", &self.greeting, "\n\n"].concat();
        for block in &self.blocks {
            let _ = match block {
                Block::Paragraph(words) => writeln!(text, "{words}\n"),
                Block::Link(words, path) => writeln!(text, "{words}:\n{site}{path}\n"),
                Block::List(items) => {
                    let items: Vec<_> = items.iter().map(|item| ["- ", item].concat()).collect();
                    writeln!(text, "{}\n", items.join("\n"))
                }
            };
        }
        text.extend(["-- \n", HELP, ":\n", site, HELP_PAGE, "\n\n"]);
        if let Some(contact) = self.not_said(contact) {
            text.extend([contact, "\n\n"]);
        }
        text.extend([FROM, " ", PASSWORD, "\n"]);
        text
    }

    /// As HTML, with nothing in it that has to be loaded. Laid out with tables, which all mail programs know, and narrow
    /// enough to be read on a phone.
    pub fn html(&self, site: &str, contact: &str) -> String {
        let (subject, greeting) = (escaped(&self.subject), escaped(&self.greeting));
        let mut html = [
            HEAD, &subject, BEGIN, SERVICE, TITLE, &subject, "</h1>", P, &greeting, "</p>",
        ]
        .concat();
        for block in &self.blocks {
            match block {
                Block::Paragraph(words) => {
                    html.extend([P, &escaped(words), "</p>"]);
                }
                Block::Link(words, path) => {
                    let address = escaped(&[site, path].concat());
                    html.extend([
                        P,
                        "<a href=\"",
                        &address,
                        BUTTON,
                        words,
                        "</a></p>",
                        SMALL,
                        "If the button does not work, copy this address into your browser:<br>",
                        &address,
                        "</p>",
                    ]);
                }
                Block::List(items) => {
                    html.push_str("<ul style=\"margin: 0 0 16px; padding-left: 24px\">");
                    for item in items {
                        html.extend(["<li style=\"margin-bottom: 4px\">", &escaped(item), "</li>"]);
                    }
                    html.push_str("</ul>");
                }
            }
        }
        let help = [escaped(site).as_str(), HELP_PAGE].concat();
        html.extend([
            FOOT,
            "<p style=\"margin: 0 0 8px\">",
            HELP,
            ": <a href=\"",
            &help,
            "\" style=\"color: #005eb8; word-break: break-word\">",
            &help,
            "</a>. ",
            &escaped(self.not_said(contact).unwrap_or_default()),
            "</p><p style=\"margin: 0\">",
            FROM,
            " ",
            PASSWORD,
            END,
        ]);
        html
    }

    /// How the registration team is reached, unless it is unknown or said above.
    fn not_said<'a>(&self, contact: &'a str) -> Option<&'a str> {
        let said = Block::Paragraph(said(contact));
        Some(contact).filter(|contact| !contact.is_empty() && !self.blocks.contains(&said))
    }
}

// Styles stand in the tags: mail programs drop others.
const HEAD: &str = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>";
const BEGIN: &str = "</title></head><body style=\"margin: 0; padding: 0; background: #f0f4f5\">\
    <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background: #f0f4f5; \
    font-family: Arial, 'Liberation Sans', Helvetica, sans-serif; font-size: 16px; line-height: 1.5; color: #212b32\">\
    <tr><td align=\"center\" style=\"padding: 16px 8px\">\
    <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
    style=\"max-width: 600px; background: #ffffff; text-align: left\">\
    <tr><td style=\"padding: 16px 24px; background: #005eb8; color: #ffffff; font-size: 20px; font-weight: bold\">";
const TITLE: &str = "</td></tr><tr><td style=\"padding: 24px 24px 8px\">\
    <h1 style=\"margin: 0 0 16px; font-size: 24px; line-height: 1.25\">";
const P: &str = "<p style=\"margin: 0 0 16px\">";
const SMALL: &str =
    "<p style=\"margin: 0 0 16px; font-size: 14px; color: #4c6272; word-break: break-word\">";
const BUTTON: &str = "\" style=\"display: inline-block; padding: 12px 16px; border-bottom: 4px solid #003317; border-radius: 4px; \
    background: #007f3b; color: #ffffff; font-weight: bold; text-decoration: none\">";
const FOOT: &str = "</td></tr><tr><td style=\"padding: 16px 24px 24px; border-top: 1px solid #d8dde0; font-size: 14px; \
    color: #4c6272\">";
const END: &str = "</p></td></tr></table></td></tr></table></body></html>";

/// What is said, names and reasons in it: without line breaks, so that they can't begin a paragraph of their own, and
/// without what mail programs make a link of. A link of ours is a block of its own.
fn said(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let apart = text.replace("://", ": //");
    let mut rest = apart.as_str();
    let mut plain = String::with_capacity(apart.len());
    while let Some(at) = rest.to_ascii_lowercase().find("www.") {
        plain.extend([&rest[..at + 3], " ."]);
        rest = &rest[at + 4..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_that_is_said_becomes_markup(name in "\\PC{0,60}", said in "\\PC{0,60}") {
            // What is empty is no paragraph.
            let words = [&said, "."].concat();
            let body = Body::new(&*said, &name).say(words).list(std::slice::from_ref(&said));
            let plain = Body::new("", "").say(".").list(&[String::new()]);
            let marks = |html: &str| html.matches('<').count();
            prop_assert_eq!(marks(&body.html("", "")), marks(&plain.html("", "")));
            prop_assert!(body.text("", "").contains(&super::said(&name)));
        }
    }

    #[test]
    fn nobody_puts_a_link_into_what_is_said() {
        let said = "Your pension: HTTPS://evil.example/login or WWW.evil.example, www.www.";
        let body = Body::new(said, said).say(said).list(&[said.to_owned()]);
        for text in [body.text("", ""), body.html("", ""), body.subject.clone()] {
            let text = text.to_ascii_lowercase();
            assert!(!text.contains("://") && !text.contains("www."), "{text}");
        }
    }

    #[test]
    fn whom_it_is_from_and_who_helps_is_said_once_in_both_kinds() {
        let contact = "To reach the registration team, call 01632 960 900.";
        let (plain, told) = (
            Body::new("Subject", "Nora").say("Words."),
            Body::new("Subject", "Nora").say(contact),
        );
        for body in [plain, told] {
            let site = "https://access.example";
            for text in [body.text(site, contact), body.html(site, contact)] {
                for words in [SERVICE, "Dear Nora", "/help/getting-access", FROM, PASSWORD] {
                    assert!(text.contains(words), "{words}: {text}");
                }
                assert_eq!(text.matches(contact).count(), 1, "{text}");
            }
        }
    }

    #[test]
    fn a_name_does_not_begin_a_paragraph() {
        let body = Body::new("Subject", "Nora").say("Eve\n\nSend us your password\r\n.");
        assert!(body.text("", "").contains("Eve  Send us your password  ."));
    }

    #[test]
    fn a_link_is_of_this_installation_in_both_kinds() {
        let body = Body::new("Subject", "Nora").link("Set up", "/invitation?key=a&b");
        assert!(
            body.text("https://access.example", "")
                .contains("\nhttps://access.example/invitation?key=a&b\n")
        );
        assert!(
            body.html("https://access.example", "")
                .contains("href=\"https://access.example/invitation?key=a&amp;b\"")
        );
    }
}
