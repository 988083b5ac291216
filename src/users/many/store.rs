//! Adding many people, all of them or none.

use std::{collections::HashMap, fmt::Debug};

use uuid::Uuid;

use super::{
    file::Line,
    preview::check,
    rules::{Account, AtLine, Decided, Fault, Joining, Known, Who, decide},
};
use crate::{
    access::{Actor, AddsPeople, Grant, MembershipStatus},
    base::{
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::{Email, full_name},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    ui::{Check, FormState, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade, WhyNot as _},
        create,
        role_sets::{RoleSet, store::sets},
        roles::store::{apply, asks_code, grants_at, read_columns, tell_changed},
    },
    web::{
        Request,
        budget::{Spending, make_room, spend_or_refuse},
        session::new_secret,
    },
};

/// The people of a file, added to the practice of the permit.
pub(super) struct AddPeople<'a> {
    pub permit: &'a AddsPeople,
    pub lines: &'a [Line],
    /// The role set for lines without roles, if one was chosen.
    pub default: Option<Uuid>,
    /// How the role sets stood when the list was shown.
    pub seen: String,
}

/// How role sets stand: what a form that shows what they give carries, so that no other list is saved than was shown.
pub(super) fn standing(sets: &[RoleSet]) -> String {
    let one = |set: &RoleSet| [&set.id.to_string(), ":", &set.version.to_string()].concat();
    let all: Vec<_> = sets.iter().map(one).collect();
    all.join(" ")
}

impl ConfirmedChange for AddPeople<'_> {
    type Plan = Decided;
    type WhyNot = AtLine;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.permit.practice(), self.lines, self.default)
    }

    fn confirm(&mut self) {
        // The list that is shown next is made with the sets as they are now.
        self.seen.clear();
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Decided, NotMade<AtLine>> {
        let today = by.audit.today;
        let known = known(tx, self.permit, self.lines, today).await?;
        if !self.seen.is_empty() && self.seen != standing(&known.sets) {
            return Err(NotMade::Refused(vec![AtLine {
                line: 0,
                why: Fault::SetsChanged,
            }]));
        }
        let default = self.default;
        let default = known.sets.iter().find(|set| Some(set.id) == default);
        decide(self.lines, default, &known, by.permissions, today).map_err(NotMade::Refused)
    }

    fn preview(&self, decided: &Decided, by: Acting<'_>) -> Check {
        let mut plans = decided.joining.iter().map(|joining| &joining.plan);
        Check {
            asks_code: plans.any(|plan| asks_code(plan, by.audit)),
            ..check(decided, self.permit.practice_name())
        }
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, decided: Decided) -> Result<(), Failure> {
        let (audit, many) = (by.audit, decided.joining.len());
        if let Some(actor) = audit.by {
            spend_or_refuse(tx, Spending::PeopleOfFiles(actor), many, audit.at).await?;
            make_room(tx, Spending::Letters(actor), many, audit.at).await?;
        }
        for Joining { who, plan, .. } in &decided.joining {
            match who {
                Who::New(user) => create::make(tx, audit, user, plan, &new_secret()).await?,
                Who::There { .. } => {
                    apply(tx, audit, plan).await?;
                    tell_changed(tx, audit, std::slice::from_ref(plan)).await?;
                }
            }
        }
        Ok(())
    }

    async fn answer(
        &self,
        _request: &Request,
        _actor: &Actor,
        _by: Acting<'_>,
        reasons: Vec<AtLine>,
    ) -> Result<Outcome, Failure> {
        // A role that is not the actor's to give is no attempt at anything here: whoever wrote the file may not have known.
        Ok(Outcome::Form(FormState {
            step: String::new(),
            ..AtLine::form_state(&reasons)
        }))
    }
}

/// Counts lines that are about to be checked, so that nobody tries address after address.
pub(super) struct CountChecked {
    pub by: UserId,
    pub lines: usize,
    pub at: Instant,
}

impl UnitOfWork for CountChecked {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        spend_or_refuse(tx, Spending::CheckedPeople(self.by), self.lines, self.at).await
    }
}

/// What decides about the people of a file, read for all of them at once.
async fn known(
    tx: &mut Tx,
    permit: &AddsPeople,
    lines: &[Line],
    today: Date,
) -> Result<Known, Failure> {
    let practice = permit.practice();
    let nobody = UserId(Uuid::nil());
    let here = read_columns(tx, nobody, std::slice::from_ref(practice), today).await?;
    let here = here.into_iter().next().ok_or(AppError::NotFound)?;
    Ok(Known {
        sets: sets(tx, permit).await?,
        accounts: accounts(tx, permit, lines, today).await?,
        practice: here.practice,
        name: here.name,
        closed: here.closed,
        holders: here.holders,
        apart: here.apart,
    })
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: UserId,
    email: String,
    first_name: String,
    last_name: String,
    is_registration_officer: bool,
    status: Option<MembershipStatus>,
    version: Option<i64>,
}

/// The accounts that have one of the addresses, by username.
async fn accounts(
    tx: &mut Tx,
    permit: &AddsPeople,
    lines: &[Line],
    today: Date,
) -> Result<HashMap<String, Account>, Failure> {
    let mut query = Query::new(
        "SELECT u.id, u.email, u.first_name, u.last_name, u.is_registration_officer, m.status, m.version
         FROM app_user u LEFT JOIN membership m ON m.user_id = u.id AND m.ods = ",
    );
    let addresses = lines
        .iter()
        .filter_map(|line| Email::parse(&line.email).ok());
    query
        .push_bind(permit.practice())
        .push(" WHERE u.email IN ")
        .push_list(addresses.map(|email| email.as_ref().to_owned()));
    let rows: Vec<AccountRow> = tx.all(query).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut query = Query::new("SELECT DISTINCT user_id FROM membership WHERE user_id IN ");
    query
        .push_list(ids.iter().copied())
        .push(" AND ods IN ")
        .push_list(permit.administers());
    let colleagues: Vec<(UserId,)> = tx.all(query).await?;
    let mut grants: HashMap<UserId, Vec<Grant>> = HashMap::new();
    for (user, grant) in grants_at(tx, &ids, permit.practice(), today).await? {
        grants.entry(user).or_default().push(grant);
    }
    let account = |row: AccountRow| {
        let account = Account {
            id: row.id,
            name: full_name(&row.first_name, &row.last_name),
            registration_officer: row.is_registration_officer,
            known: colleagues.contains(&(row.id,)),
            place: row.status.zip(row.version),
            grants: grants.remove(&row.id).unwrap_or_default(),
        };
        (row.email, account)
    };
    Ok(rows.into_iter().map(account).collect())
}
