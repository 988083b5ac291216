//! What is known of some GPs before anything follows.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::{
    access::{MembershipStatus, Origin, Period, Role},
    base::{
        dates::Date,
        ids::{GmcNumber, OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    performers::{
        ListStatus,
        rules::{Automatic, Entry},
        store::entry::{ASSIGNMENT, AssignmentRow},
    },
};

/// Users that are asked for at once.
const AT_ONCE: usize = 3_000;

/// A GP's account.
pub(super) struct GpAccount {
    pub user: UserId,
    pub name: String,
    pub has_signed_in: bool,
}

/// What somebody holds at a practice.
#[derive(Default)]
pub(super) struct Held {
    pub automatic: Vec<Automatic>,
    /// The days of the automatic ones.
    pub periods: HashMap<Uuid, Period>,
    /// Everything else, which is never touched.
    pub others: Vec<Role>,
}

#[derive(Default)]
pub(super) struct FollowState {
    pub accounts: BTreeMap<GmcNumber, GpAccount>,
    pub entries: BTreeMap<GmcNumber, Entry>,
    pub held: HashMap<(UserId, OdsCode), Held>,
    pub places: HashMap<(UserId, OdsCode), (MembershipStatus, i64)>,
    /// The cases by which assignments came about.
    pub references: HashMap<Uuid, String>,
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    gmc_number: GmcNumber,
    status: ListStatus,
    id: UserId,
    first_name: String,
    last_name: String,
    has_signed_in: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    assignment: AssignmentRow,
    reference: Option<String>,
}

#[derive(sqlx::FromRow)]
struct GrantRow {
    id: Uuid,
    user_id: UserId,
    ods: OdsCode,
    role: Role,
    origin: Origin,
    starts_on: Date,
    ends_on: Option<Date>,
}

impl FollowState {
    pub(super) async fn read(
        tx: &mut Tx,
        numbers: &[&GmcNumber],
        today: Date,
    ) -> Result<Self, Failure> {
        let mut known = Self::default();
        known.read_accounts(tx, numbers).await?;
        known.read_assignments(tx, numbers).await?;
        let users: Vec<UserId> = known
            .accounts
            .values()
            .map(|account| account.user)
            .collect();
        known.read_grants(tx, &users, today).await?;
        known.read_places(tx, &users).await?;
        Ok(known)
    }

    /// With accounts and entries that are only planned; what is held is read.
    pub(super) async fn planned(
        tx: &mut Tx,
        planned: BTreeMap<GmcNumber, (UserId, Entry)>,
        today: Date,
    ) -> Result<Self, Failure> {
        let mut known = Self::default();
        let users: Vec<_> = planned.values().map(|(user, _)| *user).collect();
        for (number, (user, entry)) in planned {
            let account = GpAccount {
                user,
                name: String::new(),
                has_signed_in: false,
            };
            known.accounts.insert(number.clone(), account);
            known.entries.insert(number, entry);
        }
        for users in users.chunks(AT_ONCE) {
            known.read_grants(tx, users, today).await?;
            known.read_places(tx, users).await?;
        }
        Ok(known)
    }

    async fn read_accounts(&mut self, tx: &mut Tx, numbers: &[&GmcNumber]) -> Result<(), Failure> {
        let mut query = Query::new(
            "SELECT f.gmc_number, f.status, u.id, u.first_name, u.last_name,
                    u.last_sign_in_at IS NOT NULL AS has_signed_in
             FROM performer f JOIN app_user u ON u.id = f.user_id WHERE f.gmc_number IN ",
        );
        query.push_list(numbers.iter().copied());
        let rows: Vec<AccountRow> = tx.all(query).await?;
        for row in rows {
            let entry = Entry {
                status: row.status,
                assignments: Vec::new(),
            };
            let account = GpAccount {
                user: row.id,
                name: crate::base::text::full_name(&row.first_name, &row.last_name),
                has_signed_in: row.has_signed_in,
            };
            self.entries.insert(row.gmc_number.clone(), entry);
            self.accounts.insert(row.gmc_number, account);
        }
        Ok(())
    }

    async fn read_assignments(
        &mut self,
        tx: &mut Tx,
        numbers: &[&GmcNumber],
    ) -> Result<(), Failure> {
        let mut query = Query::new("SELECT ");
        query
            .push(ASSIGNMENT)
            .push(
                ", r.reference FROM assignment a LEFT JOIN link_request r ON r.id = a.request
                 WHERE a.stage <> 'cancelled' AND a.gmc_number IN ",
            )
            .push_list(numbers.iter().copied())
            .push(" ORDER BY a.starts_on");
        let rows: Vec<Row> = tx.all(query).await?;
        for row in rows {
            if let Some(reference) = row.reference {
                self.references.insert(row.assignment.id, reference);
            }
            if let Some(entry) = self.entries.get_mut(&row.assignment.gmc_number) {
                entry.assignments.push(row.assignment.assignment()?);
            }
        }
        Ok(())
    }

    async fn read_grants(
        &mut self,
        tx: &mut Tx,
        users: &[UserId],
        today: Date,
    ) -> Result<(), Failure> {
        let mut query = Query::new(
            "SELECT id, user_id, ods, role, origin, starts_on, ends_on FROM role_grant
             WHERE ended_at IS NULL AND user_id IN ",
        );
        query.push_list(users.iter().copied());
        let rows: Vec<GrantRow> = tx.all(query).await?;
        for row in rows {
            let period = Period {
                first: row.starts_on,
                last: row.ends_on,
            };
            let held = self.held.entry((row.user_id, row.ods)).or_default();
            if row.origin == Origin::PerformersList {
                held.periods.insert(row.id, period);
                held.automatic.push(Automatic {
                    id: row.id,
                    role: row.role,
                    last: period.last,
                });
            } else if !period.is_over(today) {
                held.others.push(row.role);
            }
        }
        Ok(())
    }

    async fn read_places(&mut self, tx: &mut Tx, users: &[UserId]) -> Result<(), Failure> {
        let mut query =
            Query::new("SELECT user_id, ods, status, version FROM membership WHERE user_id IN ");
        query.push_list(users.iter().copied());
        let rows: Vec<(UserId, OdsCode, MembershipStatus, i64)> = tx.all(query).await?;
        let place = |(user, practice, status, version)| ((user, practice), (status, version));
        self.places.extend(rows.into_iter().map(place));
        Ok(())
    }
}
