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

/// Stands below every message.
const FOOTER: &str = "Practice Access sent you this message because of your account. Nobody will ever ask you for your \
    password, by email or by phone.";

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

    /// As plain text. `site` is the address of this installation, without a slash at its end.
    pub fn text(&self, site: &str) -> String {
        let mut text = [&self.greeting, "\n\n"].concat();
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
        text.push_str("-- \n");
        text.push_str(FOOTER);
        text.push('\n');
        text
    }

    /// As HTML, with nothing in it that has to be loaded.
    pub fn html(&self, site: &str) -> String {
        let mut html = [
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>",
            &escaped(&self.subject),
            "</title></head><body style=\"font-family: Arial, 'Liberation Sans', Helvetica, sans-serif; font-size: 16px; \
             line-height: 1.5; color: #212b32; max-width: 36em\"><p>",
            &escaped(&self.greeting),
            "</p>",
        ]
        .concat();
        for block in &self.blocks {
            match block {
                Block::Paragraph(words) => {
                    html.extend(["<p>", &escaped(words), "</p>"]);
                }
                Block::Link(words, path) => {
                    let address = escaped(&[site, path].concat());
                    html.extend([
                        "<p><a href=\"",
                        &address,
                        "\" style=\"display: inline-block; padding: 12px 16px; background: #007f3b; color: #ffffff; \
                         font-weight: bold; text-decoration: none\">",
                        words,
                        "</a></p><p>If the button does not work, copy this address into your browser:<br>",
                        &address,
                        "</p>",
                    ]);
                }
                Block::List(items) => {
                    html.push_str("<ul>");
                    for item in items {
                        html.extend(["<li>", &escaped(item), "</li>"]);
                    }
                    html.push_str("</ul>");
                }
            }
        }
        html.extend([
            "<hr><p style=\"color: #4c6272; font-size: 14px\">",
            &escaped(FOOTER),
            "</p></body></html>",
        ]);
        html
    }
}

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
            prop_assert_eq!(marks(&body.html("")), marks(&plain.html("")));
            prop_assert!(body.text("").contains(&super::said(&name)));
        }
    }

    #[test]
    fn nobody_puts_a_link_into_what_is_said() {
        let said = "Your pension: HTTPS://evil.example/login or WWW.evil.example, www.www.";
        let body = Body::new(said, said).say(said).list(&[said.to_owned()]);
        for text in [body.text(""), body.html(""), body.subject.clone()] {
            let text = text.to_ascii_lowercase();
            assert!(!text.contains("://") && !text.contains("www."), "{text}");
        }
    }

    #[test]
    fn a_name_does_not_begin_a_paragraph() {
        let body = Body::new("Subject", "Nora").say("Eve\n\nSend us your password\r\n.");
        assert!(body.text("").contains("Eve  Send us your password  ."));
    }

    #[test]
    fn a_link_is_of_this_installation_in_both_kinds() {
        let body = Body::new("Subject", "Nora").link("Set up", "/invitation?key=a&b");
        assert!(
            body.text("https://access.example")
                .contains("\nhttps://access.example/invitation?key=a&b\n")
        );
        assert!(
            body.html("https://access.example")
                .contains("href=\"https://access.example/invitation?key=a&amp;b\"")
        );
    }
}
