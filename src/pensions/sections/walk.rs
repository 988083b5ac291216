//! A walk over the fields of a section. It either notes what is asked for, with what the content has, or reads what was
//! sent into the content; whoever walks does not know which.

mod days;
mod rows;

pub(super) use days::{BOXES, Days, boxes};
pub(super) use rows::{Rows, prefix};

use super::choices::Choice;
use crate::{
    base::dates::Date,
    pensions::calculation::{
        Pence, Rate, YearTables,
        money::{NotMoney, Sign},
    },
    ui::FieldError,
};

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Text,
    /// A few letters or digits.
    Short,
    /// Pounds and pence.
    Money,
    Percent,
    Number,
    /// Boxes for day, month and year.
    Day(Option<Date>),
    /// Code and words of each.
    Radios(Vec<(&'static str, &'static str)>),
    /// The same as a list that begins with nothing chosen.
    Select(Vec<(&'static str, &'static str)>),
    /// A box to tick.
    Tick,
}

/// One field.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    /// Its name and id; of the boxes of a day the beginning of their names.
    pub name: String,
    pub label: &'static str,
    pub hint: String,
    pub input: Input,
    pub value: String,
}

/// Fields that belong together.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Empty if they need no words of their own.
    pub legend: String,
    pub hint: &'static str,
    pub asks: Vec<Ask>,
}

/// The longest text, in letters.
pub(super) const LONGEST: usize = 200;

/// A walk under way.
pub(super) struct Walk<'a> {
    pub tables: &'a YearTables,
    /// None where fields are only noted.
    sent: Option<&'a [(String, String)]>,
    /// What stands before the names of the fields of a row.
    prefix: String,
    pub groups: Vec<Group>,
    pub errors: Vec<FieldError>,
}

impl<'a> Walk<'a> {
    pub fn new(tables: &'a YearTables, sent: Option<&'a [(String, String)]>) -> Self {
        Self {
            tables,
            sent,
            prefix: String::new(),
            groups: vec![Group::default()],
            errors: Vec::new(),
        }
    }

    /// Whether something was sent that is read now.
    pub fn reads(&self) -> bool {
        self.sent.is_some()
    }

    /// The fields that follow belong together.
    pub fn group(&mut self, legend: String, hint: &'static str) {
        if !self.reads() {
            self.groups.push(Group {
                legend,
                hint,
                asks: Vec::new(),
            });
        }
    }

    /// The names of the fields that `each` asks for begin with `prefix`.
    pub fn within(&mut self, prefix: String, each: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.prefix, prefix);
        each(self);
        self.prefix = before;
    }

    /// The whole name of a field.
    fn named(&self, name: &str) -> String {
        [&self.prefix, name].concat()
    }

    /// What was sent under a name, and first if more than once.
    fn sent(&self, name: &str) -> Option<&'a str> {
        let sent = self.sent?.iter().find(|(key, _)| key == name);
        sent.map(|(_, value)| value.as_str())
    }

    /// What has to be put right.
    pub fn wrong(&mut self, name: &str, message: &str) {
        if self.reads() {
            self.errors.push(FieldError {
                field: self.named(name),
                message: message.to_owned(),
            });
        }
    }

    fn note(
        &mut self,
        name: &str,
        label: &'static str,
        hint: &str,
        input: Input,
        value: Option<String>,
    ) {
        let ask = Ask {
            name: self.named(name),
            label,
            hint: hint.to_owned(),
            input,
            value: value.unwrap_or_default(),
        };
        if let Some(group) = self.groups.last_mut() {
            group.asks.push(ask);
        }
    }

    /// More about the field asked for last.
    pub fn more(&mut self, hint: &str) {
        let ask = self
            .groups
            .last_mut()
            .and_then(|group| group.asks.last_mut());
        if let Some(ask) = ask.filter(|_| !hint.is_empty()) {
            if !ask.hint.is_empty() {
                ask.hint.push(' ');
            }
            ask.hint.push_str(hint);
        }
    }

    /// Where the field asked for last stands on the printed form, if the year's tables say so.
    pub fn on_the_form(&mut self, step: &str) {
        let place = self.tables.box_of(step);
        if !self.reads() && !place.is_empty() {
            self.more(&["Box ", &place, " of the form."].concat());
        }
    }

    /// Reads a field if it was sent. What can't be read is wrong, and leaves `into` with nothing: the figure that was
    /// there before is not the one that was meant.
    fn field<T>(
        &mut self,
        name: &str,
        into: &mut Option<T>,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> bool {
        let Some(typed) = self.sent(&self.named(name)) else {
            return true;
        };
        *into = None;
        if typed.trim().is_empty() {
            return true;
        }
        match read(typed) {
            Ok(value) => *into = Some(value),
            Err(message) => self.wrong(name, message),
        }
        into.is_some()
    }

    /// A line of text.
    pub fn text(&mut self, name: &str, label: &'static str, hint: &str, into: &mut String) {
        self.written(name, (label, hint), Input::Text, into, Ok);
    }

    /// A short text that has to be like its kind; `read` says what is wrong with one that isn't.
    pub fn short(
        &mut self,
        name: &str,
        label: &'static str,
        hint: &str,
        into: &mut String,
        read: fn(String) -> Result<String, &'static str>,
    ) {
        self.written(name, (label, hint), Input::Short, into, read);
    }

    /// A text that can't be read leaves what was there.
    fn written(
        &mut self,
        name: &str,
        (label, hint): (&'static str, &str),
        input: Input,
        into: &mut String,
        read: fn(String) -> Result<String, &'static str>,
    ) {
        if !self.reads() {
            self.note(name, label, hint, input, Some(into.clone()));
            return;
        }
        let Some(typed) = self.sent(&self.named(name)) else {
            return;
        };
        match cleaned(typed) {
            Ok(text) if text.is_empty() => into.clear(),
            Ok(text) => match read(text) {
                Ok(text) => *into = text,
                Err(message) => self.wrong(name, message),
            },
            Err(message) => self.wrong(name, message),
        }
    }

    /// An amount in pounds and pence.
    pub fn money(
        &mut self,
        name: &str,
        label: &'static str,
        hint: &str,
        sign: Sign,
        into: &mut Option<Pence>,
    ) {
        if !self.reads() {
            self.note(name, label, hint, Input::Money, into.map(Pence::plain));
        }
        self.field(name, into, |typed| {
            Pence::read(typed, sign).map_err(NotMoney::told)
        });
    }

    /// A part of pay in percent.
    pub fn percent(
        &mut self,
        name: &str,
        label: &'static str,
        hint: &str,
        into: &mut Option<Rate>,
    ) {
        if !self.reads() {
            let text = into.map(|rate| rate.to_string().trim_end_matches('%').to_owned());
            self.note(name, label, hint, Input::Percent, text);
        }
        self.field(name, into, |typed| {
            Rate::read(typed).map_err(|_| "Enter a percentage from 0 to 100, like 2.44.")
        });
    }

    /// A whole number; gives whether it could be read.
    pub fn number(
        &mut self,
        name: &str,
        label: &'static str,
        hint: &str,
        into: &mut Option<u32>,
    ) -> bool {
        if !self.reads() {
            let text = into.map(|number| number.to_string());
            self.note(name, label, hint, Input::Number, text);
        }
        self.field(name, into, |typed| {
            typed
                .trim()
                .parse()
                .map_err(|_| "Enter a whole number, like 4.")
        })
    }

    /// One of several answers.
    pub fn radios<T: Copy + PartialEq>(
        &mut self,
        name: &str,
        label: &'static str,
        hint: &str,
        choices: &[Choice<T>],
        into: &mut Option<T>,
    ) {
        self.choice(name, (label, hint), Input::Radios, choices, into);
    }

    /// One of a list, in which at first nothing is chosen.
    pub fn select<T: Copy + PartialEq>(
        &mut self,
        name: &str,
        label: &'static str,
        hint: &str,
        choices: &[Choice<T>],
        into: &mut Option<T>,
    ) {
        self.choice(name, (label, hint), Input::Select, choices, into);
    }

    fn choice<T: Copy + PartialEq>(
        &mut self,
        name: &str,
        (label, hint): (&'static str, &str),
        input: fn(Vec<(&'static str, &'static str)>) -> Input,
        choices: &[Choice<T>],
        into: &mut Option<T>,
    ) {
        if !self.reads() {
            let words = choices.iter().map(|(_, code, words)| (*code, *words));
            let chosen = choices.iter().find(|(value, ..)| Some(*value) == *into);
            let code = chosen.map(|(_, code, _)| (*code).to_owned());
            self.note(name, label, hint, input(words.collect()), code);
        }
        self.field(name, into, |typed| {
            let chosen = choices.iter().find(|(_, code, _)| *code == typed);
            let value = chosen.map(|(value, ..)| *value);
            value.ok_or("Choose one of the answers that are there.")
        });
    }

    /// Yes or no. What can't be read leaves what was there.
    pub fn yes(&mut self, name: &str, label: &'static str, hint: &str, into: &mut bool) {
        let mut answer = Some(*into);
        self.radios(name, label, hint, &super::choices::YES_OR_NO, &mut answer);
        *into = answer.unwrap_or(*into);
    }

    /// A box to tick; gives whether it was.
    pub fn tick(&mut self, name: &str, label: &'static str) -> bool {
        if !self.reads() {
            self.note(name, label, "", Input::Tick, None);
        }
        self.sent(&self.named(name)) == Some(TICKED)
    }
}

/// What a ticked box sends.
pub(super) const TICKED: &str = "yes";

/// A text on one line, if it is not too long.
fn cleaned(typed: &str) -> Result<String, &'static str> {
    const TOO_LONG: &str = "Enter 200 characters or fewer.";
    // Whatever is that long stays too long, and need not be gone through.
    if typed.len() > 16 * LONGEST {
        return Err(TOO_LONG);
    }
    let text = crate::base::text::clean(typed);
    if text.chars().count() > LONGEST {
        return Err(TOO_LONG);
    }
    Ok(text)
}
