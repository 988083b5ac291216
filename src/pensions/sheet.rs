//! A form as a document that browsers and printers put on A4.

use super::{
    Contract, DECLARATION, Figures,
    calculation::{Line, Pence, Step, Value},
    views::FormView,
};
use crate::base::text::{escaped, isolated};

/// The document. `hash` is that of what was submitted, in letters and digits; empty before.
pub(super) fn document(view: &FormView, hash: &str) -> String {
    let mut html = [
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>",
        &escaped(&view.title),
        "</title><link rel=\"stylesheet\" href=\"/assets/letter.css\"></head><body>\n<section class=\"letter\">\n<h1>",
        &escaped(&view.title),
        "</h1>\n",
    ]
    .concat();
    facts(&mut html, view, hash);
    // A Type 2 form is worked out part by part.
    if !view.working.steps.is_empty() {
        steps(&mut html, "The year", &view.working.steps);
    }
    for part in &view.working.parts {
        steps(&mut html, part.part.words(), &part.steps);
        lines(&mut html, &part.lines);
    }
    if view.working.parts.len() > 1 {
        html.push_str("<h2>Both parts together</h2>\n");
        lines(&mut html, &view.working.totals);
    }
    if view.stage.is_submitted() {
        html.push_str("<h2>Declaration</h2>\n<ul>");
        for point in DECLARATION {
            html.extend(["<li>", &escaped(point), "</li>"]);
        }
        html.push_str("</ul>\n");
    }
    html.push_str("</section>\n</body></html>\n");
    html
}

fn facts(html: &mut String, view: &FormView, hash: &str) {
    html.push_str("<table>");
    let mut row = |key: &str, value: &str| {
        if !value.is_empty() {
            let value = isolated(value);
            html.extend([
                "<tr><th scope=\"row\">",
                key,
                "</th><td>",
                &escaped(&value),
                "</td></tr>",
            ]);
        }
    };
    row("Member", &view.named);
    let about = &view.content.about;
    row("Scheme number", &about.sd_number);
    row("National Insurance number", &about.ni_number);
    if let Figures::Type1(figures) = &view.content.figures {
        row("Practice code", &figures.practice.code);
        row("Contract", about.contract.map_or("", Contract::words));
        row("Contract with", &about.host_body);
    }
    row("Status", view.stage.words());
    row("Case reference", &view.reference);
    for did in &view.log {
        row(&did.what, &[&did.who, ", ", &did.when].concat());
    }
    row("SHA-256 of what was submitted", hash);
    html.push_str("</table>\n");
}

fn steps(html: &mut String, title: &str, steps: &[Step]) {
    html.extend([
        "<h2>Working: ",
        &escaped(title),
        "</h2>\n<table><tr><th scope=\"col\">Step</th><th scope=\"col\">How</th><th scope=\"col\">Result</th></tr>",
    ]);
    for step in steps {
        let value = step.value.as_ref().map(Value::in_words);
        let own = if step.own_working {
            " (this program\u{2019}s own working)"
        } else {
            ""
        };
        html.extend([
            "<tr><td>",
            &escaped(&step.label),
            "</td><td>",
            &escaped(&step.formula),
            own,
            "</td><td>",
            &escaped(&value.unwrap_or_else(|| "Missing".to_owned())),
            "</td></tr>",
        ]);
    }
    html.push_str("</table>\n");
}

fn lines(html: &mut String, lines: &[Line]) {
    html.push_str(
        "<table><tr><th scope=\"col\">Contributions</th><th scope=\"col\">Due</th><th scope=\"col\">Paid</th><th scope=\"col\">Difference</th></tr>",
    );
    let money = |amount: Option<Pence>| {
        amount.map_or_else(|| "Missing".to_owned(), |amount| amount.to_string())
    };
    for line in lines {
        html.extend([
            "<tr><td>",
            &escaped(line.kind.words()),
            "</td><td>",
            &escaped(&money(line.due)),
            "</td><td>",
            &escaped(&money(line.paid)),
            "</td><td>",
            &escaped(&money(line.difference)),
            "</td></tr>",
        ]);
    }
    html.push_str("</table>\n");
}
