//! The mark of a save in the address that the save leads to: `done=` and the form's idempotency key.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

/// The idempotency key of the save that this page was led to by; empty if there is none. The browser takes it out of the
/// address at once, so that a reload, a bookmark or somebody else does not get the message of success again; the page
/// keeps it for as long as it stays where it is.
pub fn use_done() -> Memo<String> {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let seen = Memo::new(move |before: Option<&(String, String)>| {
        let (rest, done) = without_mark(&search.read());
        let here = [path.read().as_str(), &rest].concat();
        match (done, before) {
            (None, Some((place, done))) if *place == here => (here, done.clone()),
            (done, _) => (here, done.unwrap_or_default()),
        }
    });
    let navigate = use_navigate();
    Effect::new(move |_| {
        let here = seen.with(|(here, _)| here.clone());
        if without_mark(&search.read()).1.is_none() {
            return;
        }
        let navigate = navigate.clone();
        // Not in the middle of the router's own move to this page.
        let unmark = move || {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&here, options);
        };
        set_timeout(unmark, std::time::Duration::ZERO);
    });
    Memo::new(move |_| seen.with(|(_, done)| done.clone()))
}

/// A query without the mark, with its question mark if anything is left of it, and the mark's value.
fn without_mark(search: &str) -> (String, Option<String>) {
    let mut rest = String::new();
    let mut done = None;
    for pair in search.trim_start_matches('?').split('&') {
        if let Some(value) = pair.strip_prefix("done=") {
            done = Some(value.to_owned());
        } else if !pair.is_empty() {
            rest.push(if rest.is_empty() { '?' } else { '&' });
            rest.push_str(pair);
        }
    }
    (rest, done)
}

#[cfg(test)]
mod tests {
    use super::without_mark;

    #[test]
    fn only_the_mark_is_taken_out_of_an_address() {
        let split = |search| {
            let (rest, done) = without_mark(search);
            (rest, done.unwrap_or_default())
        };
        assert_eq!(split(""), (String::new(), String::new()));
        assert_eq!(split("done=7"), (String::new(), "7".to_owned()));
        assert_eq!(
            split("?q=a&done=dates.7&sort=b"),
            ("?q=a&sort=b".to_owned(), "dates.7".to_owned())
        );
        assert_eq!(split("undone=7"), ("?undone=7".to_owned(), String::new()));
    }
}
