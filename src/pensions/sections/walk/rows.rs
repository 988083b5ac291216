//! Rows that repeat. Those that are there are shown with two empty ones below them; what is sent empty is dropped.

use super::Walk;
use crate::ui::FieldError;

/// Empty rows below those that are there.
const SPARE: usize = 2;

/// What a list of rows is called.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Rows {
    /// What the names of its fields begin with.
    pub name: &'static str,
    /// What one of them is called, above its fields.
    pub one: &'static str,
    /// What several of them are called.
    pub several: &'static str,
    /// How many there can be.
    pub most: usize,
}

impl Walk<'_> {
    /// Each row by `each`. Of the rows that are sent, those that are `blank` afterwards are dropped. Where none was sent,
    /// all stay.
    pub fn rows<T: Clone + PartialEq>(
        &mut self,
        rows: Rows,
        list: &mut Vec<T>,
        blank: &T,
        each: impl Fn(&mut Self, &mut T),
    ) {
        if !self.reads() {
            let shown = list.len().max(rows.most.min(list.len() + SPARE));
            for place in 0..shown {
                let mut row = list.get(place).unwrap_or(blank).clone();
                self.group([rows.one, " ", &(place + 1).to_string()].concat(), "");
                self.within(prefix(rows.name, place), |walk| each(walk, &mut row));
            }
            return;
        }
        let sent = self.rows_sent(rows.name);
        if sent == 0 {
            return;
        }
        // What was there already may be more than people can type.
        let most = rows.most.max(list.len());
        list.clear();
        for place in 0..sent.min(most) {
            let mut row = blank.clone();
            self.within(prefix(rows.name, place), |walk| each(walk, &mut row));
            if row != *blank {
                list.push(row);
            }
        }
        if sent > most {
            let most = most.to_string();
            let message = ["Enter no more than ", &most, " ", rows.several, "."].concat();
            let field = String::new();
            self.errors.push(FieldError { field, message });
        }
    }

    /// How many rows have a field that was sent, empty or not.
    fn rows_sent(&self, name: &str) -> usize {
        let names = self.sent.unwrap_or_default().iter().map(|(name, _)| name);
        let places = names.filter_map(|sent| {
            let (place, _) = sent
                .strip_prefix(name)?
                .strip_prefix('_')?
                .split_once('_')?;
            place.parse::<usize>().ok()?.checked_add(1)
        });
        places.max().unwrap_or(0)
    }
}

/// What the names of the fields of a row begin with.
pub(in super::super) fn prefix(name: &str, place: usize) -> String {
    [name, "_", &place.to_string(), "_"].concat()
}
