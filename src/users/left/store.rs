//! Those who have left in the database.

use std::{collections::BTreeMap, fmt::Debug};

use super::{Left, LeftView, rules::box_id};
use crate::{
    access::{Actor, ComingBack, Refusal, Remembered, Role, SeesPractice, list},
    base::{
        clock::new_id,
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::{full_name, isolated, known_as, masked},
    },
    database::{Failure, Query, Tx},
    practices::{self, Practice},
    ui::{Check, CheckGroup, FormState, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        leave::store::{At, remembered_of},
        roles::store::asks_code,
    },
    web::Request,
};

/// As many as a page shows.
const MOST: usize = 200;

#[derive(sqlx::FromRow)]
struct Row {
    user_id: UserId,
    first_name: String,
    last_name: String,
    email: String,
    since: Instant,
    reason: String,
    version: i64,
}

/// What the page shows.
pub(super) async fn view(
    request: &Request,
    actor: &Actor,
    permit: &SeesPractice,
) -> Result<LeftView, Failure> {
    let (practice, today) = (permit.practice(), request.app.clock.today());
    let mut tx = request.app.db.read().await?;
    let about = practices::store::find_in(&mut tx, practice, today)
        .await?
        .ok_or(AppError::NotFound)?;
    let (people, more) = people(&mut tx, actor, &about, "", today).await?;
    Ok(LeftView {
        people,
        about,
        more,
        idempotency_key: new_id().to_string(),
    })
}

/// Those who have left a practice, the last first, as many as a page shows, and whether there are more. `only`: a condition
/// beside that, which begins with AND.
pub(in crate::users) async fn people(
    tx: &mut Tx,
    actor: &Actor,
    about: &Practice,
    only: &'static str,
    today: Date,
) -> Result<(Vec<Left>, bool), Failure> {
    let practice = &about.ods;
    let mut query = Query::new(
        "SELECT m.user_id, u.first_name, u.last_name, u.email, m.since, m.reason, m.version
         FROM membership m JOIN app_user u ON u.id = m.user_id
         WHERE m.ods = $1 AND m.status = 'deactivated'",
    )
    .bind(practice);
    query
        .push(only)
        .push(" ORDER BY m.since DESC, m.user_id LIMIT ")
        .push_bind(i64::try_from(MOST + 1).unwrap_or(i64::MAX));
    let mut rows: Vec<Row> = tx.all(query).await?;
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    let users: Vec<_> = rows.iter().map(|row| row.user_id).collect();
    let mut remembered = remembered_of(tx, &users, practice, today).await?;
    let mut automatic = automatic(tx, practice, &users, today).await?;
    let open = about.status == practices::PracticeStatus::Active;
    let people = rows.into_iter().map(|row| {
        let remembered = remembered.remove(&row.user_id).unwrap_or_default();
        let automatic = automatic.remove(&row.user_id).unwrap_or_default();
        row.left(actor, practice, open, remembered, automatic)
    });
    Ok((people.collect(), more))
}

impl Row {
    fn left(
        self,
        actor: &Actor,
        practice: &OdsCode,
        open: bool,
        remembered: Vec<Remembered>,
        automatic: Vec<Role>,
    ) -> Left {
        let permissions = actor.permissions();
        let mine = |one: &Remembered| {
            open && permissions
                .may_give(practice, one.role, self.user_id)
                .is_ok()
        };
        let (mine, others): (Vec<_>, Vec<_>) = remembered.into_iter().partition(mine);
        let mut back: Vec<_> = mine.iter().map(|one| one.role.name()).collect();
        if open {
            back.extend(automatic.iter().map(|role| role.name()));
        }
        let others: Vec<_> = others.iter().map(|one| one.role.name()).collect();
        Left {
            user: self.user_id,
            name: isolated(&full_name(&self.first_name, &self.last_name)).into_owned(),
            username: masked(&self.email),
            since: self.since,
            reason: self.reason,
            back: list(&back),
            others: list(&others),
            administers: mine.iter().any(|one| one.role.administers()),
            version: self.version,
        }
    }
}

/// The roles from the Performers List, which have not ended.
async fn automatic(
    tx: &mut Tx,
    practice: &OdsCode,
    users: &[UserId],
    today: Date,
) -> Result<BTreeMap<UserId, Vec<Role>>, Failure> {
    let mut query = Query::new(
        "SELECT user_id, role FROM role_grant
         WHERE ods = $1 AND ended_at IS NULL AND origin = 'performers list' AND (ends_on IS NULL OR ends_on >= $2)
           AND user_id IN ",
    )
    .bind(practice)
    .bind(today);
    query
        .push_list(users.iter().copied())
        .push(" ORDER BY user_id, role");
    let rows: Vec<(UserId, Role)> = tx.all(query).await?;
    let mut all: BTreeMap<UserId, Vec<Role>> = BTreeMap::new();
    for (user, role) in rows {
        all.entry(user).or_default().push(role);
    }
    Ok(all)
}

/// Several people come back, one after the other: a role of few holders that one of them takes counts for the next.
pub(in crate::users) struct ComeBack<'a> {
    pub permit: &'a SeesPractice,
    /// Who, each as they were shown.
    pub people: &'a [(UserId, i64)],
}

/// Somebody who comes back.
pub(in crate::users) struct Back {
    username: String,
    coming: ComingBack,
}

impl ConfirmedChange for ComeBack<'_> {
    type Plan = Vec<Back>;
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.permit.practice(), self.people)
    }

    fn confirm(&mut self) {}

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Vec<Back>, NotMade> {
        let (mut all, mut came) = (Vec::new(), Vec::new());
        let mut wrong = FormState::default();
        for (user, version) in self.people {
            let username = self.username(tx, *user).await?;
            let at = At {
                user: *user,
                practice: self.permit.practice(),
                by,
            };
            match at.plan_return(tx, *version, &came).await {
                Ok(coming) => {
                    came.extend(coming.came().iter().cloned());
                    all.push(Back { username, coming });
                }
                // Each reason stands beside the person whom it is about.
                Err(Failure::Refused(reasons)) => {
                    for reason in reasons {
                        let told = [&*username, ": ", &reason.to_string()].concat();
                        wrong = wrong.and_wrong(&box_id(*user), told);
                    }
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        if wrong.errors.is_empty() {
            Ok(all)
        } else {
            Err(NotMade::Instead(Outcome::Form(wrong)))
        }
    }

    fn preview(&self, all: &Vec<Back>, by: Acting<'_>) -> Check {
        let mut plans = all.iter().flat_map(|back| back.coming.plans());
        Check {
            groups: all.iter().map(Back::group).collect(),
            notes: vec![
                "They get these roles back now. We will tell each of them by email.".to_owned(),
            ],
            confirmations: Vec::new(),
            asks_code: plans.any(|plan| asks_code(plan, by.audit)),
        }
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, all: Vec<Back>) -> Result<(), Failure> {
        for Back { coming, .. } in &all {
            At::bring_back(tx, by, coming).await?;
        }
        Ok(())
    }
}

impl ComeBack<'_> {
    /// How the list calls somebody: only who has a place there, or anybody's name could be read.
    async fn username(&self, tx: &mut Tx, user: UserId) -> Result<String, Failure> {
        let found: Option<(String, String, String)> = tx
            .optional(
                Query::new(
                    "SELECT u.first_name, u.last_name, u.email FROM app_user u
                     JOIN membership m ON m.user_id = u.id WHERE u.id = $1 AND m.ods = $2",
                )
                .bind(user)
                .bind(self.permit.practice()),
            )
            .await?;
        let (first, last, email) = found.ok_or(AppError::NotFound)?;
        Ok(known_as(&full_name(&first, &last), &masked(&email)))
    }
}

impl Back {
    fn group(&self) -> CheckGroup {
        let given = self.coming.plans().iter().flat_map(|plan| {
            let terms = plan.terms();
            plan.columns()
                .iter()
                .flat_map(|column| column.additions(terms))
        });
        let automatic = self.coming.automatic();
        let automatic = automatic.map(|role| [role.name(), ", from the Performers List"].concat());
        CheckGroup {
            title: self.username.clone(),
            add: given.chain(automatic).collect(),
            remove: Vec::new(),
        }
    }
}
