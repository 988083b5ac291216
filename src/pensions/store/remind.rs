//! Whom time reminds: of the years whose last day comes, and of revised forms, each of which has a last day of its own.

use uuid::Uuid;

use super::{
    super::rules::{Reminder, Turn, reminder, turn, years_over},
    Form, tables,
    tell::{self, About},
    title,
    years::{MemberYears, days_left, years_of_members},
};
use crate::{
    base::{
        clock::date_of,
        dates::{Date, Instant},
        ids::UserId,
        kept::{PENSION_READERS, PENSION_REMINDERS},
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
    mail::PensionNews,
    pensions::{calculation::year::SchemeYear, rules::FormOf},
    people::store::name_and_username,
    web::AuditContext,
};

/// Members or forms that are looked at in one transaction.
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
    remind_of_revised(db, audit).await
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
            let form = (member, &of, turn);
            write(tx, self.audit, form, &about, self.reminder).await?;
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

/// Writes to those whose turn it is with a form: to the member where there is nobody who does it for them.
async fn write(
    tx: &mut Tx,
    audit: &AuditContext,
    (member, of, turn): (UserId, &FormOf, Turn),
    about: &About,
    reminder: Reminder,
) -> Result<(), Failure> {
    let mut to = match turn {
        Turn::Completes => tell::accountants(tx, member, of, audit.today).await?,
        Turn::Submits => tell::authorised(tx, member, of, audit.today).await?,
        Turn::Nobody => return Ok(()),
    };
    if to.is_empty() {
        to.push(member);
    }
    let told = (PensionNews::Reminder, "", reminder.words);
    tell::write(tx, audit, about, to, told).await
}

/// Reminds those whose turn it is of every revised form whose last day comes or has just passed.
async fn remind_of_revised(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let mut tx = db.read().await?;
    let query = "SELECT id, due_on, opened_at, reminded FROM pension_form
                 WHERE edition > 1 AND state IN ('draft', 'ready', 'rejected') ORDER BY due_on, id";
    let forms: Vec<(Uuid, Date, Instant, Option<i64>)> = tx.all(Query::new(query)).await?;
    drop(tx);
    let due = forms
        .into_iter()
        .filter_map(|(id, due_on, opened_at, reminded)| {
            let reminder = reminder(days_left(audit.today, due_on))?;
            // Whoever begins it sees how long there is.
            let begun_before = days_left(date_of(opened_at), due_on) > reminder.days;
            let first = reminded.is_none_or(|days| days > reminder.days);
            (begun_before && first).then_some((id, reminder))
        });
    for forms in due.collect::<Vec<_>>().chunks(AT_ONCE) {
        Box::pin(db.write(&RemindOfRevised { forms, audit })).await?;
    }
    Ok(())
}

/// Reminds of some revised forms.
struct RemindOfRevised<'a> {
    forms: &'a [(Uuid, Reminder)],
    audit: &'a AuditContext,
}

impl UnitOfWork for RemindOfRevised<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for (id, reminder) in self.forms {
            let reminded = "UPDATE pension_form SET reminded = $2 WHERE id = $1 AND (reminded IS NULL OR reminded > $2)";
            let reminded = Query::new(reminded).bind(*id).bind(reminder.days);
            // Another server may have done it meanwhile.
            if tx.execute(reminded).await? > 0 {
                let form = Form::find(tx, *id).await?;
                let turn = turn(Some(form.state));
                let (of, about) = (form.of(), form.about());
                let form = (form.member_id, &of, turn);
                write(tx, self.audit, form, &about, *reminder).await?;
            }
        }
        Ok(())
    }
}

/// Forgets old reminders, and who had which form open.
pub(crate) fn forget(now: Instant) -> [Query; 2] {
    [
        Query::new("DELETE FROM pension_reminder WHERE at < $1")
            .bind(now.0 - PENSION_REMINDERS.lasts),
        Query::new("DELETE FROM pension_reader WHERE seen_at < $1")
            .bind(now.0 - PENSION_READERS.lasts),
    ]
}
