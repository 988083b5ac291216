//! What waits for somebody, and whom time reminds.

use super::{
    super::rules::{Reminder, Stage, Turn, reminder, turn, years_over},
    Form, SELECT_IN_SHORT,
    desk::desk_waiting,
    tables,
    tell::{self, About},
    title,
    years::{MemberYears, days_left, years_of_members},
};
use crate::{
    access::{Actor, Service},
    base::{
        dates::{Date, Instant},
        ids::UserId,
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
    mail::PensionNews,
    pensions::{calculation::year::SchemeYear, rules::FormOf},
    people::store::name_and_username,
    web::AuditContext,
};

/// Where it is the actor's turn: the address, and what to do there.
pub(crate) async fn waiting(
    tx: &mut Tx,
    actor: &Actor,
    today: Date,
) -> Result<Vec<(String, String)>, Failure> {
    let mut all = Vec::new();
    if let Some(count) = desk_waiting(tx, actor).await?.filter(|count| *count > 0) {
        let what = match count {
            1 => "1 form is waiting for the pensions desk".to_owned(),
            count => [
                &count.to_string(),
                " forms are waiting for the pensions desk",
            ]
            .concat(),
        };
        all.push(("/pensions/desk".to_owned(), what));
    }
    let mut query = Query::new(SELECT_IN_SHORT);
    query
        .push(" WHERE f.member_id = ")
        .push_bind(actor.id)
        .push(" AND f.state IN ('ready', 'rejected') ORDER BY f.due_on, f.id");
    let own: Vec<Form> = tx.all(query).await?;
    all.extend(own.iter().map(|form| task(form, "your ")));
    all.extend(for_members(tx, actor, today).await?);
    Ok(all)
}

fn task(form: &Form, whose: &str) -> (String, String) {
    let does = match form.state {
        Stage::Rejected => "Change ",
        _ => "Submit ",
    };
    let link = ["/pensions/", &form.id.to_string()].concat();
    (link, [does, whose, &form.title()].concat())
}

/// The same of members: what a practice submits for them, and what an accountant has to mend.
async fn for_members(
    tx: &mut Tx,
    actor: &Actor,
    today: Date,
) -> Result<Vec<(String, String)>, Failure> {
    let administered = actor.administered_for(Service::Gpp);
    let mut query = Query::new(SELECT_IN_SHORT);
    query
        .push(
            " WHERE f.state IN ('ready', 'rejected') AND f.member_id IN
              (SELECT member_id FROM accountant_link WHERE state = 'active' AND accountant_id = ",
        )
        .push_bind(actor.id);
    if !administered.is_empty() {
        query
            .push(" UNION SELECT member_id FROM pension_authority WHERE revoked_at IS NULL AND ods IN ")
            .push_list(administered.iter().map(|(ods, _)| ods));
    }
    query.push(") AND f.member_id <> ").push_bind(actor.id);
    query.push(" ORDER BY f.due_on, f.id LIMIT 200");
    let forms: Vec<Form> = tx.all(query).await?;
    let mut all = Vec::new();
    for form in forms {
        let ties = form.ties(tx, actor, today).await?;
        let mine = match form.state {
            Stage::Ready => actor.submit_form(&ties).is_ok(),
            _ => actor.complete_form(&ties).is_ok(),
        };
        if mine {
            let whose = [&form.member(), "\u{2019}s "].concat();
            all.push(task(&form, &whose));
        }
    }
    Ok(all)
}

/// Members who are looked at in one transaction.
const AT_ONCE: usize = 100;

/// Reminds those whose turn it is, of every year whose last day comes or has just passed.
pub(crate) async fn remind(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    for year in years_over(audit.today) {
        let left = days_left(audit.today, tables(year)?.deadline.day);
        let Some(reminder) = reminder(left) else {
            continue;
        };
        let mut tx = db.read().await?;
        let members = not_looked_at(&mut tx, year, reminder).await?;
        drop(tx);
        for members in members.chunks(AT_ONCE) {
            let work = Remind {
                year,
                reminder,
                members,
                audit,
            };
            Box::pin(db.write(&work)).await?;
        }
    }
    Ok(())
}

/// The members with a position in a year whom nobody has looked at for a reminder.
async fn not_looked_at(
    tx: &mut Tx,
    year: SchemeYear,
    reminder: Reminder,
) -> Result<Vec<UserId>, Failure> {
    let query = "SELECT m.user_id FROM
                   (SELECT r.user_id FROM assignment a JOIN performer r ON r.gmc_number = a.gmc_number
                    WHERE a.stage <> 'cancelled' AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on >= $1)
                    UNION
                    SELECT g.user_id FROM role_grant g
                    WHERE g.role = 'gpp-non-gp-partner' AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $1)) m
                 WHERE NOT EXISTS (SELECT 1 FROM pension_reminder n
                                   WHERE n.member_id = m.user_id AND n.year = $3 AND n.days = $4)
                 ORDER BY m.user_id";
    let query = Query::new(query)
        .bind(year.first())
        .bind(year.last())
        .bind(year.to_string())
        .bind(reminder.days);
    let members: Vec<(UserId,)> = tx.all(query).await?;
    Ok(members.into_iter().map(|(member,)| member).collect())
}

/// Reminds some members of a year.
struct Remind<'a> {
    year: SchemeYear,
    reminder: Reminder,
    members: &'a [UserId],
    audit: &'a AuditContext,
}

impl UnitOfWork for Remind<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let known = years_of_members(tx, self.members, Some(self.year)).await?;
        for member in self.members {
            let seen = "INSERT INTO pension_reminder (member_id, year, days, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
            let seen = Query::new(seen)
                .bind(*member)
                .bind(self.year.to_string())
                .bind(self.reminder.days)
                .bind(self.audit.at);
            // Another server may have looked at them meanwhile.
            let first = tx.execute(seen).await? > 0;
            if let Some(known) = known.get(member).filter(|_| first) {
                self.remind(tx, *member, known).await?;
            }
        }
        Ok(())
    }
}

impl Remind<'_> {
    async fn remind(
        &self,
        tx: &mut Tx,
        member: UserId,
        known: &MemberYears,
    ) -> Result<(), Failure> {
        for (of, form) in known.forms_of(self.year) {
            let turn = turn(form.map(|form| form.state));
            // A revised form has a last day of its own.
            let revised = form.is_some_and(|form| form.edition > 1);
            if turn == Turn::Nobody || revised {
                continue;
            }
            let about = match form {
                Some(form) => form.about(),
                None => self.unbegun(tx, member, &of, known).await?,
            };
            let mut to = match turn {
                Turn::Completes => tell::accountants(tx, member, &of, self.audit.today).await?,
                _ => tell::authorised(tx, member, &of, self.audit.today).await?,
            };
            if to.is_empty() {
                to.push(member);
            }
            let told = (PensionNews::Reminder, "", self.reminder.words);
            tell::write(tx, self.audit, &about, to, told).await?;
        }
        Ok(())
    }

    /// A form that nobody has begun, as letters are about it.
    async fn unbegun(
        &self,
        tx: &mut Tx,
        member: UserId,
        of: &FormOf,
        known: &MemberYears,
    ) -> Result<About, Failure> {
        let place = known.place(of, None).unwrap_or_default();
        Ok(About {
            member: name_and_username(tx, member).await?.0,
            form: title(of.kind, self.year, &place),
            due: tables(self.year)?.deadline.day.in_words(),
            link: "/pensions".to_owned(),
        })
    }
}

/// How long it is kept who was reminded.
const KEPT: i64 = 800 * Instant::DAY;

/// Forgets old reminders, and who had which form open.
pub(crate) fn forget(now: Instant) -> [Query; 2] {
    [
        Query::new("DELETE FROM pension_reminder WHERE at < $1").bind(now.0 - KEPT),
        Query::new("DELETE FROM pension_reader WHERE seen_at < $1").bind(now.0 - Instant::DAY),
    ]
}
