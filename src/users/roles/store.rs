//! Role tables in the database: reading a user's columns, and doing a plan.

use uuid::Uuid;

use super::{Person, RoleTable, SentTable, UserView, form, model::masked};
use crate::users::tokens::words;
use crate::{
    access::{
        Actor, Column, ColumnPlan, Grant, Holder, ManagesUsers, MembershipStatus, OdsCode, Origin,
        Plan, Powers, Refusal, Role, Scope, Subject, Terms, UserId, plan,
    },
    dates::{Date, Instant},
    error::AppError,
    history::{self, Action, Detail, NewEvent, append},
    server::{Failure, Query, Request, Stamp, Tx, Work, date_of, new_id},
    ui::Outcome,
};

/// As many columns as a page shows at once. Those with more practices narrow them.
const COLUMNS: usize = 25;

/// The user whose roles are decided.
pub(crate) async fn read_subject(tx: &mut Tx, user: UserId) -> Result<Option<Subject>, Failure> {
    let row: Option<(String, String, bool)> = tx
        .optional(
            Query::new(
                "SELECT first_name, last_name, is_registration_officer FROM app_user WHERE id = $1",
            )
            .bind(user),
        )
        .await?;
    Ok(row.map(|(first, last, registration_officer)| Subject {
        user,
        name: [first.as_str(), &last].join(" "),
        registration_officer,
    }))
}

/// The user's columns at these practices, in this order of name. Practices that do not exist are left out.
pub(crate) async fn read_columns(
    tx: &mut Tx,
    user: UserId,
    practices: &[OdsCode],
    today: Date,
) -> Result<Vec<Column>, Failure> {
    let mut query = Query::new(
        "SELECT p.ods, p.name, p.status, m.status AS membership, COALESCE(m.version, 0) AS version
         FROM practice p LEFT JOIN membership m ON m.ods = p.ods AND m.user_id = ",
    );
    query
        .push_bind(user)
        .push(" WHERE p.ods IN ")
        .push_list(practices)
        .push(" ORDER BY p.name, p.ods");
    let rows: Vec<(OdsCode, String, String, Option<String>, i64)> = tx.all(query).await?;
    let mut columns: Vec<Column> = rows
        .into_iter()
        .map(|(practice, name, status, membership, version)| Column {
            practice,
            name,
            closed: status == "closed",
            membership: membership.as_deref().and_then(MembershipStatus::from_code),
            version,
            grants: Vec::new(),
            holders: Vec::new(),
        })
        .collect();
    read_grants(tx, user, &mut columns, today).await?;
    read_holders(tx, &mut columns, today).await?;
    Ok(columns)
}

#[derive(sqlx::FromRow)]
struct GrantRow {
    id: Uuid,
    ods: OdsCode,
    role: String,
    origin: String,
    first_name: Option<String>,
    last_name: Option<String>,
    granted_at: i64,
    reason: String,
    starts_on: String,
    ends_on: Option<String>,
}

async fn read_grants(
    tx: &mut Tx,
    user: UserId,
    columns: &mut [Column],
    today: Date,
) -> Result<(), Failure> {
    let rows: Vec<GrantRow> = tx
        .all(
            Query::new(
                "SELECT g.id, g.ods, g.role, g.origin, b.first_name, b.last_name, g.granted_at, g.reason,
                        g.starts_on, g.ends_on
                 FROM role_grant g LEFT JOIN app_user b ON b.id = g.granted_by
                 WHERE g.user_id = $1 AND g.ended_at IS NULL AND (g.ends_on IS NULL OR g.ends_on >= $2)
                 ORDER BY g.role",
            )
            .bind(user)
            .bind(today),
        )
        .await?;
    for row in rows {
        let Some(column) = columns.iter_mut().find(|column| column.practice == row.ods) else {
            continue;
        };
        column.grants.extend(row.grant(today));
    }
    for column in columns {
        column.grants.sort_by_key(|grant| grant.role);
    }
    Ok(())
}

impl GrantRow {
    fn grant(self, today: Date) -> Option<Grant> {
        let granted_by = [
            self.first_name.unwrap_or_default(),
            self.last_name.unwrap_or_default(),
        ]
        .join(" ");
        Some(Grant {
            id: self.id,
            role: Role::from_code(&self.role)?,
            origin: Origin::from_code(&self.origin)?,
            granted_by: granted_by.trim().to_owned(),
            granted_on: date_of(Instant(self.granted_at)),
            reason: self.reason,
            starts_on: self.starts_on.parse().unwrap_or(today),
            ends_on: self.ends_on.and_then(|day| day.parse().ok()),
        })
    }
}

/// Everyone who holds a limited or critical role at these practices.
async fn read_holders(tx: &mut Tx, columns: &mut [Column], today: Date) -> Result<(), Failure> {
    let roles = Role::all().filter(|role| role.is_critical() || role.limit().is_some());
    let mut query = Query::new(
        "SELECT g.ods, g.role, g.user_id, u.first_name, u.last_name, g.starts_on
         FROM role_grant g JOIN app_user u ON u.id = g.user_id
         WHERE g.ended_at IS NULL AND g.ods IN ",
    );
    query
        .push_list(columns.iter().map(|column| &column.practice))
        .push(" AND g.role IN ")
        .push_list(roles)
        .push(" AND (g.ends_on IS NULL OR g.ends_on >= ")
        .push_bind(today)
        .push(") ORDER BY u.sort_name, u.id");
    let rows: Vec<(OdsCode, String, UserId, String, String, String)> = tx.all(query).await?;
    for (practice, role, user, first, last, starts_on) in rows {
        let column = columns
            .iter_mut()
            .find(|column| column.practice == practice);
        if let (Some(column), Some(role)) = (column, Role::from_code(&role)) {
            let in_force = starts_on.parse::<Date>().is_ok_and(|start| start <= today);
            let name = [first, last].join(" ");
            column.holders.push(Holder {
                role,
                user,
                name,
                in_force,
            });
        }
    }
    Ok(())
}

/// A saved role table: decided and done in one transaction, however many practices it spans.
pub(crate) struct Save<'a> {
    /// Whose table.
    pub user: UserId,
    /// What was sent.
    pub sent: &'a SentTable,
    /// Dates, reason, confirmations.
    pub terms: &'a Terms,
    /// What the actor may decide.
    pub powers: &'a Powers,
    /// Who and when.
    pub stamp: &'a Stamp,
    /// The form.
    pub receipt: Uuid,
    /// Where the first save of this form leads.
    pub location: &'a str,
}

impl Work for Save<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        if !use_receipt(tx, self.receipt, self.stamp, self.location).await? {
            return Ok(());
        }
        let subject = read_subject(tx, self.user)
            .await?
            .ok_or(Failure::Told(AppError::NotFound))?;
        let practices = self.sent.practices();
        end_due(tx, &practices, self.stamp).await?;
        let columns = read_columns(tx, self.user, &practices, self.stamp.today).await?;
        let wanted = self.sent.wanted(&columns);
        let plan = plan(
            &columns,
            &wanted,
            self.terms,
            &subject,
            self.powers,
            self.stamp.today,
        )
        .map_err(Failure::Refused)?;
        apply(tx, self.stamp, &subject, &plan, self.terms, self.powers).await
    }
}

/// Marks a form as acted on. `false` if it already was: then there is nothing left to do.
pub(crate) async fn use_receipt(
    tx: &mut Tx,
    receipt: Uuid,
    stamp: &Stamp,
    location: &str,
) -> Result<bool, Failure> {
    const KEPT: i64 = 24 * 60 * 60 * 1_000_000;
    tx.execute(Query::new("DELETE FROM form_receipt WHERE used_at < $1").bind(stamp.at.0 - KEPT))
        .await?;
    let marked = tx
        .execute(
            Query::new(
                "INSERT INTO form_receipt (token, user_id, used_at, location) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (token) DO NOTHING",
            )
            .bind(receipt)
            .bind(stamp.by.unwrap_or(UserId(Uuid::nil())))
            .bind(stamp.at)
            .bind(location),
        )
        .await?;
    Ok(marked == 1)
}

/// Does a plan: ends and adds grants, moves the place's version, records each practice's change in its chain.
pub(crate) async fn apply(
    tx: &mut Tx,
    stamp: &Stamp,
    subject: &Subject,
    plan: &Plan,
    terms: &Terms,
    powers: &Powers,
) -> Result<(), Failure> {
    for change in &plan.columns {
        let version = take_place(tx, stamp, subject.user, change).await?;
        for grant in &change.remove {
            tx.execute(
                Query::new("UPDATE role_grant SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL")
                    .bind(grant.id)
                    .bind(stamp.at)
                    .bind(stamp.by),
            )
            .await?;
        }
        for role in &change.add {
            add(tx, stamp, subject.user, change, *role, terms, powers).await?;
        }
        let detail = Detail {
            before: change.before.clone(),
            after: change.after(),
            starts_on: terms.starts_on.filter(|start| *start > stamp.today),
            ends_on: terms.ends_on,
            version,
            note: String::new(),
        };
        let event = NewEvent {
            action: Action::RolesChanged,
            subject: Some((subject.user, &subject.name)),
            practice: Some(&change.practice),
            detail,
            reason: terms.reason.trim(),
        };
        append(tx, stamp, event).await?;
    }
    Ok(())
}

/// Gives the user a place at the practice, or moves the version of the one they have. Gives the new version.
async fn take_place(
    tx: &mut Tx,
    stamp: &Stamp,
    user: UserId,
    change: &ColumnPlan,
) -> Result<i64, Failure> {
    if change.membership.is_none() {
        tx.execute(
            Query::new(
                "INSERT INTO membership (user_id, ods, status, since, reason, version)
                 SELECT id, $2, CASE WHEN last_sign_in_at IS NULL THEN 'invited' ELSE 'active' END, $3, '', 1
                 FROM app_user WHERE id = $1",
            )
            .bind(user)
            .bind(&change.practice)
            .bind(stamp.at),
        )
        .await?;
        return Ok(1);
    }
    let moved = tx
        .execute(
            Query::new(
                "UPDATE membership SET version = version + 1,
                        since = CASE WHEN status = 'deactivated' THEN $4 ELSE since END,
                        status = CASE WHEN status <> 'deactivated' THEN status
                                      WHEN (SELECT last_sign_in_at FROM app_user WHERE id = $1) IS NULL THEN 'invited'
                                      ELSE 'active' END
                 WHERE user_id = $1 AND ods = $2 AND version = $3",
            )
            .bind(user)
            .bind(&change.practice)
            .bind(change.version)
            .bind(stamp.at),
        )
        .await?;
    if moved == 0 {
        let practice = change.name.clone();
        return Err(Failure::Refused(vec![Refusal::Stale { practice }]));
    }
    Ok(change.version + 1)
}

async fn add(
    tx: &mut Tx,
    stamp: &Stamp,
    user: UserId,
    change: &ColumnPlan,
    role: Role,
    terms: &Terms,
    powers: &Powers,
) -> Result<(), Failure> {
    let slot = match role.limit() {
        Some(limit) => Some(free_slot(tx, change, role, limit).await?),
        None => None,
    };
    let origin = if powers.administers(&change.practice, role.service()) {
        Origin::Administrator
    } else {
        Origin::RegistrationTeam
    };
    tx.execute(
        Query::new(
            "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, slot, origin, granted_by, granted_at,
                                     reason, starts_on, ends_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(new_id())
        .bind(user)
        .bind(&change.practice)
        .bind(role)
        .bind(i64::from(role.facts().limit))
        .bind(slot)
        .bind(origin.code())
        .bind(stamp.by)
        .bind(stamp.at)
        .bind(terms.reason.trim())
        .bind(terms.starts_on.unwrap_or(stamp.today))
        .bind(terms.ends_on),
    )
    .await?;
    Ok(())
}

/// The lowest free place of a limited role.
async fn free_slot(
    tx: &mut Tx,
    change: &ColumnPlan,
    role: Role,
    limit: usize,
) -> Result<i64, Failure> {
    let taken: Vec<(i64,)> = tx
        .all(
            Query::new(
                "SELECT slot FROM role_grant
                 WHERE ods = $1 AND role = $2 AND ended_at IS NULL AND slot IS NOT NULL",
            )
            .bind(&change.practice)
            .bind(role),
        )
        .await?;
    (1i64..)
        .take(limit)
        .find(|slot| !taken.contains(&(*slot,)))
        .ok_or_else(|| {
            let practice = change.name.clone();
            Failure::Refused(vec![Refusal::Full {
                role,
                practice,
                holders: Vec::new(),
            }])
        })
}

#[derive(sqlx::FromRow)]
struct DueRow {
    id: Uuid,
    user_id: UserId,
    ods: OdsCode,
    role: String,
    first_name: String,
    last_name: String,
}

/// Ends the grants at these practices whose last day has passed, so that their places are free and the record says so.
pub(crate) async fn end_due(
    tx: &mut Tx,
    practices: &[OdsCode],
    stamp: &Stamp,
) -> Result<(), Failure> {
    let mut query = Query::new(
        "SELECT g.id, g.user_id, g.ods, g.role, u.first_name, u.last_name
         FROM role_grant g JOIN app_user u ON u.id = g.user_id
         WHERE g.ended_at IS NULL AND g.ends_on IS NOT NULL AND g.ends_on < ",
    );
    query
        .push_bind(stamp.today)
        .push(" AND g.ods IN ")
        .push_list(practices)
        .push(" ORDER BY g.ods, g.id");
    let due: Vec<DueRow> = tx.all(query).await?;
    for row in due {
        let Some(role) = Role::from_code(&row.role) else {
            continue;
        };
        tx.execute(
            Query::new("UPDATE role_grant SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
                .bind(row.id)
                .bind(stamp.at),
        )
        .await?;
        let name = [row.first_name, row.last_name].join(" ");
        let by_itself = Stamp {
            by: None,
            by_name: "Practice Access".to_owned(),
            ..stamp.clone()
        };
        let event = NewEvent {
            action: Action::RolesEnded,
            subject: Some((row.user_id, &name)),
            practice: Some(&row.ods),
            detail: Detail {
                before: vec![role],
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, &by_itself, event).await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    email: String,
    title: String,
    first_name: String,
    last_name: String,
    phone: String,
    gmc_number: Option<String>,
    is_registration_officer: bool,
    last_sign_in_at: Option<i64>,
}

/// A user's account and role table, as far as `permit` lets the actor see them.
pub(crate) async fn view(
    request: &Request,
    actor: &Actor,
    permit: &ManagesUsers,
    user: UserId,
    narrow: &str,
) -> Result<UserView, Failure> {
    let today = request.app.clock.today();
    let mut tx = request.app.db.read().await?;
    let account: AccountRow = tx
        .optional(
            Query::new(
                "SELECT email, title, first_name, last_name, phone, gmc_number, is_registration_officer,
                        last_sign_in_at
                 FROM app_user WHERE id = $1",
            )
            .bind(user),
        )
        .await?
        .ok_or(Failure::Told(AppError::NotFound))?;
    let places: Vec<(OdsCode,)> = tx
        .all(Query::new("SELECT ods FROM membership WHERE user_id = $1").bind(user))
        .await?;
    let places: Vec<OdsCode> = places.into_iter().map(|(ods,)| ods).collect();
    let (known, practices) = match permit.scope() {
        Scope::Everyone => {
            let mut practices = places.clone();
            practices.extend(
                narrow
                    .parse::<OdsCode>()
                    .ok()
                    .filter(|code| !places.contains(code)),
            );
            (true, practices)
        }
        Scope::Practices(all) => (
            all.iter().any(|practice| places.contains(practice)),
            all.clone(),
        ),
    };
    let shown = choose(actor, &practices, &places, narrow);
    let columns = read_columns(&mut tx, user, &shown, today).await?;
    let name = [
        account.title.as_str(),
        &account.first_name,
        &account.last_name,
    ]
    .join(" ");
    let subject_name = [account.first_name.as_str(), &account.last_name].join(" ");
    Ok(UserView {
        person: Person {
            known,
            name: if known {
                name.trim().to_owned()
            } else {
                String::new()
            },
            email: if known {
                account.email
            } else {
                masked(&account.email)
            },
            phone: if known { account.phone } else { String::new() },
            gmc_number: account.gmc_number,
            last_sign_in: match account.last_sign_in_at {
                _ if !known => String::new(),
                Some(at) => date_of(Instant(at)).in_words(),
                None => "Never".to_owned(),
            },
            registration_officer: account.is_registration_officer,
        },
        table: RoleTable {
            subject: Subject {
                user,
                name: if known {
                    subject_name
                } else {
                    "This user".to_owned()
                },
                registration_officer: account.is_registration_officer,
            },
            columns,
            practices: u32::try_from(practices.len()).unwrap_or(u32::MAX),
            powers: actor.powers(),
            today,
            receipt: new_id().to_string(),
        },
    })
}

/// The columns of a page: all, or when there are too many those where the user has a place and those that `narrow`
/// names.
fn choose(actor: &Actor, practices: &[OdsCode], places: &[OdsCode], narrow: &str) -> Vec<OdsCode> {
    if practices.len() <= COLUMNS {
        return practices.to_vec();
    }
    let sought = words(narrow);
    let named = |practice: &OdsCode| {
        let name = actor
            .places
            .iter()
            .find(|place| place.practice == *practice)
            .map(|place| &place.name);
        let mut found = words(practice.as_ref());
        found.extend(name.map(|name| words(name)).unwrap_or_default());
        sought
            .iter()
            .all(|word| found.iter().any(|found| found.starts_with(word.as_str())))
    };
    let (mine, others): (Vec<_>, Vec<_>) = practices
        .iter()
        .partition(|practice| places.contains(practice));
    mine.into_iter()
        .chain(others.into_iter().filter(|practice| named(practice)))
        .take(COLUMNS)
        .cloned()
        .collect()
}

/// What a refused save is answered with. What somebody else did in the meantime is told; an attempt at something the
/// actor has no right to is recorded.
pub(crate) async fn refused(
    request: &Request,
    actor: &Actor,
    stamp: &Stamp,
    user: UserId,
    sent: &SentTable,
    refusals: Vec<Refusal>,
) -> Result<Outcome, Failure> {
    let mut again = form::again(&refusals);
    let mut tx = request.app.db.read().await?;
    if refusals
        .iter()
        .any(|refusal| matches!(refusal, Refusal::Stale { .. }))
    {
        for (practice, version) in sent.versions() {
            // A forged form must not read the record of a practice that is not the actor's.
            if actor.see_practice(practice).is_err() {
                continue;
            }
            let lines = history::since(&mut tx, user, practice, version).await?;
            again
                .meanwhile
                .extend(lines.iter().map(history::Line::in_words));
        }
    }
    let subject = read_subject(&mut tx, user).await?;
    drop(tx);
    for refusal in &refusals {
        if let (Refusal::NotYours { at, .. }, Some(subject)) = (refusal, &subject) {
            let subject = Some((subject.user, subject.name.as_str()));
            history::refuse(
                &request.app.db,
                stamp,
                subject,
                Some(at),
                &refusal.to_string(),
            )
            .await?;
        }
    }
    Ok(Outcome::Again(again))
}

/// An empty role table for somebody who has no account yet.
pub(crate) async fn blank(
    request: &Request,
    actor: &Actor,
    permit: &ManagesUsers,
    narrow: &str,
) -> Result<RoleTable, Failure> {
    let today = request.app.clock.today();
    let practices = match permit.scope() {
        Scope::Everyone => narrow.parse().into_iter().collect(),
        Scope::Practices(all) => all.clone(),
    };
    let nobody = UserId(Uuid::nil());
    let mut tx = request.app.db.read().await?;
    let shown = choose(actor, &practices, &[], narrow);
    Ok(RoleTable {
        subject: Subject {
            user: nobody,
            name: "This user".to_owned(),
            registration_officer: false,
        },
        columns: read_columns(&mut tx, nobody, &shown, today).await?,
        practices: u32::try_from(practices.len()).unwrap_or(u32::MAX),
        powers: actor.powers(),
        today,
        receipt: new_id().to_string(),
    })
}
