//! What is known before an import: accounts, entries, practices.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::{
    base::ids::{GmcNumber, OdsCode, UserId},
    database::{Failure, Query, Tx},
    performers::{
        GpType, ListStatus,
        rules::Entry,
        store::{ASSIGNMENT, AssignmentRow},
    },
};

/// An account that a GP has or may have.
#[derive(Clone, Debug)]
pub(super) struct ImportAccount {
    pub user: UserId,
    pub email: String,
    pub title: String,
    pub first_names: String,
    pub last_name: String,
    pub gmc_number: Option<GmcNumber>,
    pub is_set_up: bool,
}

/// How a GP stands on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub gmc_email: String,
    pub gp_type: GpType,
    pub status: ListStatus,
}

/// Everything that an import compares.
#[derive(Debug, Default)]
pub(super) struct ImportState {
    /// By number: accounts of GPs.
    pub gps: BTreeMap<GmcNumber, ImportAccount>,
    /// By address: accounts of those whose address is in the file.
    pub by_email: HashMap<String, ImportAccount>,
    pub standings: BTreeMap<GmcNumber, Standing>,
    pub entries: BTreeMap<GmcNumber, Entry>,
    /// The cases by which assignments were confirmed.
    pub confirmed: HashMap<Uuid, String>,
    /// Code and name.
    pub practices: HashMap<OdsCode, String>,
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: UserId,
    email: String,
    title: String,
    first_name: String,
    last_name: String,
    gmc_number: Option<GmcNumber>,
    is_set_up: bool,
}

const ACCOUNT: &str = "SELECT id, email, title, first_name, last_name, gmc_number, password_hash IS NOT NULL AS is_set_up
     FROM app_user WHERE ";

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    assignment: AssignmentRow,
    reference: Option<String>,
}

/// Addresses that are asked for at once.
const AT_ONCE: usize = 300;

impl From<AccountRow> for ImportAccount {
    fn from(row: AccountRow) -> Self {
        Self {
            user: row.id,
            email: row.email,
            title: row.title,
            first_names: row.first_name,
            last_name: row.last_name,
            gmc_number: row.gmc_number,
            is_set_up: row.is_set_up,
        }
    }
}

impl ImportState {
    /// Reads it. `emails` are those of the file.
    pub(super) async fn read(tx: &mut Tx, emails: &[&str]) -> Result<Self, Failure> {
        let mut known = Self::default();
        known.read_accounts(tx, emails).await?;
        known.read_entries(tx).await?;
        let practices: Vec<(OdsCode, String)> =
            tx.all(Query::new("SELECT ods, name FROM practice")).await?;
        known.practices = practices.into_iter().collect();
        Ok(known)
    }

    async fn read_accounts(&mut self, tx: &mut Tx, emails: &[&str]) -> Result<(), Failure> {
        let mut query = Query::new(ACCOUNT);
        query.push("gmc_number IS NOT NULL");
        let gps: Vec<AccountRow> = tx.all(query).await?;
        for row in gps {
            let account = ImportAccount::from(row);
            self.by_email.insert(account.email.clone(), account.clone());
            if let Some(number) = account.gmc_number.clone() {
                self.gps.insert(number, account);
            }
        }
        let unknown: Vec<_> = emails
            .iter()
            .filter(|email| !self.by_email.contains_key(**email))
            .copied()
            .collect();
        for chunk in unknown.chunks(AT_ONCE) {
            let mut query = Query::new(ACCOUNT);
            query.push("email IN ").push_list(chunk.iter().copied());
            let rows: Vec<AccountRow> = tx.all(query).await?;
            let accounts = rows.into_iter().map(ImportAccount::from);
            self.by_email
                .extend(accounts.map(|account| (account.email.clone(), account)));
        }
        Ok(())
    }

    async fn read_entries(&mut self, tx: &mut Tx) -> Result<(), Failure> {
        let standings: Vec<(GmcNumber, String, GpType, ListStatus)> = tx
            .all(Query::new(
                "SELECT gmc_number, gmc_email, gp_type, status FROM performer",
            ))
            .await?;
        for (number, gmc_email, gp_type, status) in standings {
            let standing = Standing {
                gmc_email,
                gp_type,
                status,
            };
            let entry = Entry {
                status,
                assignments: Vec::new(),
            };
            self.standings.insert(number.clone(), standing);
            self.entries.insert(number, entry);
        }
        let mut query = Query::new("SELECT ");
        query.push(ASSIGNMENT).push(
            ", r.reference FROM assignment a LEFT JOIN link_request r ON r.id = a.request
             WHERE a.stage <> 'cancelled' ORDER BY a.gmc_number, a.starts_on",
        );
        let rows: Vec<Row> = tx.all(query).await?;
        for row in rows {
            if let Some(reference) = row.reference {
                self.confirmed.insert(row.assignment.id, reference);
            }
            if let Some(entry) = self.entries.get_mut(&row.assignment.gmc_number) {
                entry.assignments.push(row.assignment.assignment()?);
            }
        }
        Ok(())
    }
}
