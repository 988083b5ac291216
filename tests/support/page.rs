//! Reading a page, and filling in its forms, as a browser without JavaScript does.

use scraper::{ElementRef, Html, Selector};

/// A form, filled in as far as the page or the test has done it.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is posted to.
    pub action: String,
    fields: Vec<(String, String)>,
    ticks: Vec<(String, String)>,
    buttons: Vec<(String, String)>,
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

/// A page without the places where a word may break, which are not between words.
fn unbroken(page: &str) -> String {
    let mut pieces = page.split("<wbr>");
    let mut unbroken = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        unbroken.push_str(piece.trim_start_matches("<!>"));
    }
    unbroken
}

/// The visible words below `place`, with single spaces between them.
pub fn words(page: &str, place: &str) -> String {
    let page = Html::parse_document(&unbroken(page));
    let mut words = Vec::new();
    for element in page.select(&selector(place)) {
        words.extend(element.text().flat_map(str::split_whitespace));
    }
    words.join(" ")
}

impl Form {
    /// The form of a page that is posted to `action`.
    pub fn on(page: &str, action: &str) -> Self {
        let parsed = Html::parse_document(page);
        let form = parsed
            .select(&selector("form[method=post]"))
            .find(|form| form.attr("action") == Some(action))
            .unwrap_or_else(|| panic!("no form is posted to {action}: {page}"));
        let mut read = Self {
            action: action.to_owned(),
            fields: Vec::new(),
            ticks: Vec::new(),
            buttons: Vec::new(),
        };
        for field in form.select(&selector("input, textarea, select, button")) {
            read.take(field);
        }
        read
    }

    fn take(&mut self, field: ElementRef) {
        let Some(name) = field.attr("name") else {
            return;
        };
        if field.attr("disabled").is_some() {
            return;
        }
        let value = field.attr("value").unwrap_or_default().to_owned();
        let pair = (name.to_owned(), value);
        match (field.value().name(), field.attr("type")) {
            ("button", _) => self.buttons.push(pair),
            ("textarea", _) => self.fields.push((pair.0, field.text().collect::<String>())),
            ("select", _) => {
                let chosen = field
                    .select(&selector("option[selected]"))
                    .chain(field.select(&selector("option")))
                    .next()
                    .and_then(|option| option.attr("value"))
                    .unwrap_or_default();
                self.fields.push((pair.0, chosen.to_owned()));
            }
            (_, Some("checkbox" | "radio")) => {
                if field.attr("checked").is_some() {
                    self.fields.push(pair.clone());
                }
                self.ticks.push(pair);
            }
            _ => self.fields.push(pair),
        }
    }

    /// What stands in a field.
    pub fn value(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// What stands in all the fields of a name.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let named = self.fields.iter().filter(|(key, _)| key == name);
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// Whether there is such a field at all.
    pub fn has_field(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    /// Whether a box is ticked.
    pub fn is_ticked(&self, value: &str) -> bool {
        self.ticks.iter().any(|(_, known)| known == value)
            && self.fields.iter().any(|(_, there)| there == value)
    }

    /// What every box stands for.
    pub fn boxes(&self) -> Vec<String> {
        self.ticks.iter().map(|(_, value)| value.clone()).collect()
    }

    /// Whether there is such a box at all.
    pub fn has_box(&self, value: &str) -> bool {
        self.ticks.iter().any(|(_, known)| known == value)
    }

    /// Types into a field of the page.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let field = self.fields.iter_mut().find(|(key, _)| key == name);
        let field = field.unwrap_or_else(|| panic!("the form has no field {name}"));
        value.clone_into(&mut field.1);
        self
    }

    /// Types into all the fields of a name.
    #[must_use]
    pub fn with_all(mut self, name: &str, values: &[&str]) -> Self {
        let fields = self.fields.iter_mut().filter(|(key, _)| key == name);
        let fields: Vec<_> = fields.collect();
        assert_eq!(fields.len(), values.len(), "fields {name}");
        for (field, value) in fields.into_iter().zip(values) {
            (*value).clone_into(&mut field.1);
        }
        self
    }

    /// Adds what the page does not send.
    #[must_use]
    pub fn forge(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ticks a box of the page.
    #[must_use]
    pub fn tick(mut self, value: &str) -> Self {
        let pair = self.ticks.iter().find(|(_, known)| known == value);
        let pair = pair.unwrap_or_else(|| panic!("the form has no box {value}"));
        if !self.fields.contains(pair) {
            self.fields.push(pair.clone());
        }
        self
    }

    /// Takes a tick away.
    #[must_use]
    pub fn untick(mut self, value: &str) -> Self {
        assert!(self.is_ticked(value), "{value} is not ticked");
        self.fields.retain(|(_, there)| there != value);
        self
    }

    /// Presses a button of the page.
    #[must_use]
    pub fn press(mut self, value: &str) -> Self {
        let pair = self.buttons.iter().find(|(_, known)| known == value);
        let pair = pair.unwrap_or_else(|| panic!("the form has no button {value}"));
        self.fields.push(pair.clone());
        self
    }

    /// As it is sent.
    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.fields)
            .finish()
    }
}

/// Where the first link with these words leads.
pub fn link(page: &str, words: &str) -> String {
    let page = Html::parse_document(&unbroken(page));
    let links = selector("a[href]");
    let found = page.select(&links).find(|link| {
        let said: Vec<_> = link.text().flat_map(str::split_whitespace).collect();
        said.join(" ") == words
    });
    let href = found.and_then(|link| link.attr("href"));
    href.unwrap_or_else(|| panic!("no link {words}")).to_owned()
}
