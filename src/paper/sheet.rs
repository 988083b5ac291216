//! Letters as a document that browsers and printers put on A4, one sheet each, with the address in the window of a DL
//! envelope.

use super::model::PaperLetter;
use crate::{
    base::text::{escaped, isolated},
    ui::Contact,
};

/// Where the style is, for a document that the server answers with.
pub(super) const LINKED: &str = "<link rel=\"stylesheet\" href=\"/assets/letter.css\">";

/// The style in the document, for a file that stands alone.
pub(super) fn embedded() -> String {
    let style = include_str!("../../public/assets/letter.css");
    ["<style>", style, "</style>"].concat()
}

/// The document. `style` is what its head says about the style.
pub(super) fn document(letters: &[PaperLetter], contact: &Contact, style: &str) -> String {
    let mut html = [
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Letters to practices</title>",
        style,
        "</head><body>\n",
    ]
    .concat();
    if letters.is_empty() {
        html.push_str("<p>There is no letter to print.</p>\n");
    }
    for letter in letters {
        write(&mut html, letter, contact);
    }
    html.push_str("</body></html>\n");
    html
}

fn write(html: &mut String, letter: &PaperLetter, contact: &Contact) {
    let service = letter.service.name();
    let at = [&letter.practice_name, " (", letter.practice.as_ref(), ")"].concat();
    html.push_str("<section class=\"letter\">\n<address class=\"window\">");
    for line in addressee(letter) {
        html.extend([&escaped(&line), "<br>"]);
    }
    html.extend([
        "</address>\n<p class=\"about\">",
        &letter.made_on.in_words(),
        "<br>Reference ",
        &escaped(&letter.reference),
        "</p>\n<p>Dear ",
        &escaped(&isolated(dear(letter))),
        "</p>\n<h1>Who manages access to ",
        service,
        " at your practice</h1>\n<p>From ",
        &letter.starts_on.in_words(),
        people(letter.administrators.len()),
        service,
        " at ",
        &escaped(&at),
        ":</p>\n<ul>",
    ]);
    for person in &letter.administrators {
        let (name, username) = (isolated(&person.name), escaped(&person.username));
        html.extend([
            "<li><b>",
            &escaped(&name),
            "</b>, username ",
            &username,
            "</li>",
        ]);
    }
    html.extend([
        "</ul>\n<h2>What this means</h2>\n<p>They decide who at your practice may use ",
        service,
        " and what each of them may do there, ",
        limits(letter),
        " We email them a link to set up their account. Nobody else has to do anything.</p>\n",
        "<h2>If this is wrong</h2>\n<p>If you do not know one of these people, if they do not work at your practice, or if an address is wrong, tell us at once",
        reach(contact),
        ", and give the reference ",
        &escaped(&letter.reference),
        ". ",
    ]);
    html.push_str(&means(contact));
    html.push_str(
        "</p>\n<p>Nobody will ever ask you for a password, by letter, by email or by phone.</p>\n\
         <p>The registration team<br>Practice Access</p>\n</section>\n",
    );
}

/// The lines of the address, who opens it first.
fn addressee(letter: &PaperLetter) -> Vec<String> {
    let to = if letter.contact.is_empty() {
        "The practice manager"
    } else {
        letter.contact.as_str()
    };
    let mut lines = vec![to.to_owned(), letter.practice_name.clone()];
    lines.extend(letter.address.iter().cloned());
    lines
}

fn dear(letter: &PaperLetter) -> &str {
    if letter.contact.is_empty() {
        "practice manager"
    } else {
        &letter.contact
    }
}

fn people(count: usize) -> &'static str {
    if count == 1 {
        " this person manages access to "
    } else {
        " these people manage access to "
    }
}

fn limits(letter: &PaperLetter) -> &'static str {
    match letter.service.administrator().limit() {
        Some(1) => "and there is one of them at each practice.",
        _ => "and can name others who manage access with them, four at most.",
    }
}

fn reach(contact: &Contact) -> &'static str {
    if contact.is_unknown() {
        " by the number or the address that you already have for us"
    } else {
        ""
    }
}

/// How the registration team is reached, in a sentence.
fn means(contact: &Contact) -> String {
    let ways = [("Write to ", &contact.email), ("Call ", &contact.phone)];
    let ways = ways.iter().filter(|(_, way)| !way.is_empty());
    let ways: Vec<_> = ways
        .map(|(how, way)| [*how, escaped(way).as_str(), "."].concat())
        .collect();
    ways.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{access::Service, paper::model::SetUp};

    fn letter(name: &str) -> PaperLetter {
        PaperLetter {
            id: uuid::Uuid::nil(),
            reference: "LA-00000-00000".to_owned(),
            contact: String::new(),
            practice: "ZZ9001".parse().unwrap(),
            practice_name: "Elm Street Surgery".to_owned(),
            address: vec!["1 Elm Street".to_owned(), "ZZ1 1ZZ".to_owned()],
            service: Service::Gpp,
            administrators: vec![SetUp {
                name: name.to_owned(),
                username: "priya@gp.example".to_owned(),
            }],
            made_on: "2027-04-01".parse().unwrap(),
            starts_on: "2027-05-24".parse().unwrap(),
        }
    }

    #[test]
    fn a_letter_says_who_where_from_when_and_whom_to_tell_if_it_is_wrong() {
        let contact = Contact {
            email: "team@access.example".to_owned(),
            phone: "01632 960 900".to_owned(),
        };
        let html = document(&[letter("Priya Shah")], &contact, LINKED);
        for part in [
            "The practice manager<br>Elm Street Surgery<br>1 Elm Street<br>ZZ1 1ZZ<br>",
            "From 24 May 2027 this person manages access to GP Payments and Pensions at Elm Street Surgery (ZZ9001)",
            "username priya@gp.example",
            "Write to team@access.example. Call 01632 960 900.",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert_eq!(html.matches("class=\"letter\"").count(), 1);
    }

    #[test]
    fn what_people_are_called_is_never_markup() {
        let html = document(
            &[letter("<script>alert(1)</script>")],
            &Contact::default(),
            LINKED,
        );
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
        assert!(html.contains("that you already have for us"), "{html}");
    }
}
