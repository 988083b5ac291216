//! The tables that are filled, and sending many rows to them in few statements.

use crate::{
    database::{
        Query, Tx, Value,
        bulk::{statement, values_at_once},
    },
    history,
};

/// A table that is filled, those first that others refer to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    Pcn,
    Practice,
    PracticeToken,
    PcnMember,
    Person,
    App,
    Performer,
    Place,
    Grant,
    Assignment,
    AccountantLink,
    UserToken,
    Event,
    Chain,
}

/// How each is written, up to the values, and how many columns that is.
const TABLES: [(&str, usize); 14] = [
    ("INSERT INTO pcn (code, name, sub_icb) VALUES", 3),
    (
        "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone,
                               opened_on, closed_on) VALUES",
        12,
    ),
    ("INSERT INTO practice_token (token, ods) VALUES", 2),
    ("INSERT INTO pcn_member (ods, pcn, joined_on) VALUES", 3),
    (
        "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone, gmc_number,
                               is_registration_officer, password_hash, created_at, last_sign_in_at) VALUES",
        12,
    ),
    ("INSERT INTO authenticator_app (id, user_id, name, secret, last_step, added_at) VALUES", 6),
    ("INSERT INTO performer (gmc_number, user_id, gmc_email, gp_type, status) VALUES", 5),
    ("INSERT INTO membership (user_id, ods, status, since, reason, version, accepted_at) VALUES", 7),
    (
        "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, slot, origin, granted_by, granted_at,
                                 reason, starts_on, ends_on, ended_at, ended_by) VALUES",
        14,
    ),
    (
        "INSERT INTO assignment (id, gmc_number, ods, gp_type, half_sessions, starts_on, ends_on, stage) VALUES",
        8,
    ),
    (
        "INSERT INTO accountant_link (id, ods, member_id, accountant_email, accountant_id, firm, type_1, type_2, statement,
                                      state, starts_on, asked_by, asked_at, confirmed_at, reason) VALUES",
        15,
    ),
    // Sorted before they go where they belong.
    ("INSERT INTO unsorted_token (token, sort_name, user_id) VALUES", 3),
    (history::store::INSERT, 13),
    ("INSERT INTO history_chain (chain, seq, hash) VALUES", 3),
];

/// Rows on their way to their tables.
#[derive(Debug, Default)]
pub(super) struct Tables([Rows; TABLES.len()]);

/// The values of rows on their way to one table, and the statement for a full load of them.
#[derive(Debug, Default)]
struct Rows {
    values: Vec<Value>,
    full: Option<Query>,
}

impl Tables {
    /// One more row.
    pub(super) fn push<const COLUMNS: usize>(&mut self, table: Table, row: [Value; COLUMNS]) {
        debug_assert_eq!(COLUMNS, TABLES[table as usize].1, "{table:?}");
        self.0[table as usize].values.extend(row);
    }

    /// Adds the rows of another.
    pub(super) fn append(&mut self, other: Self) {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            own.values.extend(other.values);
        }
    }

    /// Sends what has come together. Rows of tables that nothing refers to wait until they fill a statement, unless
    /// these are the last.
    pub(super) async fn send(&mut self, tx: &mut Tx, last: bool) -> sqlx::Result<()> {
        let referred = [
            Table::Pcn,
            Table::Practice,
            Table::Person,
            Table::Performer,
            Table::Place,
        ]
        .map(|table| table as usize);
        for (index, (rows, (insert, columns))) in self.0.iter_mut().zip(TABLES).enumerate() {
            let all = last || referred.contains(&index);
            rows.send(tx, insert, columns, all).await?;
        }
        Ok(())
    }
}

impl Rows {
    async fn send(
        &mut self,
        tx: &mut Tx,
        insert: &'static str,
        columns: usize,
        all: bool,
    ) -> sqlx::Result<()> {
        let at_once = values_at_once(tx) / columns * columns;
        let full = self
            .full
            .get_or_insert_with(|| statement(Query::new(insert), columns, at_once, ""));
        let mut values = std::mem::take(&mut self.values).into_iter();
        while values.len() >= at_once {
            let load = values.by_ref().take(at_once);
            tx.execute(full.with_values(load)).await?;
        }
        if all && values.len() > 0 {
            let rest = statement(Query::new(insert), columns, values.len(), "");
            tx.execute(rest.with_values(values)).await?;
        } else {
            self.values = values.collect();
        }
        Ok(())
    }
}
