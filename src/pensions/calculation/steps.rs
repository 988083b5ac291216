//! Writing steps down. The words of a step stand apart from the sum that it names, so both can be read by themselves.

use super::{
    money::Pence,
    tables::YearTables,
    working::{Known, Missing, Step, Value},
};

/// The words of a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    /// Stable.
    pub key: &'static str,
    pub label: &'static str,
    /// How it is worked out.
    pub formula: &'static str,
    /// No public source states it.
    pub own_working: bool,
    pub note: &'static str,
}

impl Text {
    /// One that is stated by a public source, or simply entered.
    pub(crate) const fn stated(
        key: &'static str,
        label: &'static str,
        formula: &'static str,
    ) -> Self {
        Self {
            key,
            label,
            formula,
            own_working: false,
            note: "",
        }
    }

    /// One that is this program's own working, and why.
    pub(crate) const fn own(
        key: &'static str,
        label: &'static str,
        formula: &'static str,
        note: &'static str,
    ) -> Self {
        Self {
            key,
            label,
            formula,
            own_working: true,
            note,
        }
    }
}

/// The steps written so far.
pub(crate) struct Steps<'a> {
    tables: &'a YearTables,
    written: Vec<Step>,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(tables: &'a YearTables) -> Self {
        Self {
            tables,
            written: Vec::new(),
        }
    }

    pub(crate) fn put(&mut self, text: &Text, value: Known<Value>) {
        let missing = value.as_ref().err().map(Missing::words);
        self.written.push(Step {
            key: text.key.to_owned(),
            label: text.label.to_owned(),
            formula: text.formula.to_owned(),
            missing: missing.unwrap_or_default().to_vec(),
            value: value.ok(),
            own_working: text.own_working,
            note: text.note.to_owned(),
            box_ref: self.tables.box_of(text.key),
        });
    }

    pub(crate) fn money(&mut self, text: &Text, amount: &Known<Pence>) {
        self.put(text, amount.clone().map(Value::Money));
    }

    /// Adds to the step written last what the year's tables say of it.
    pub(crate) fn remark(&mut self, own_working: bool, note: &str) {
        if let Some(step) = self.written.last_mut() {
            step.own_working |= own_working;
            if !note.is_empty() {
                if !step.note.is_empty() {
                    step.note.push(' ');
                }
                step.note.push_str(note);
            }
        }
    }

    pub(crate) fn done(self) -> Vec<Step> {
        self.written
    }
}
