//! A member's years: what is owed, what was begun, and what is next.

use std::collections::BTreeMap;

use super::{
    super::{
        calculation::{PostKind, year::SchemeYear},
        content::FormKind,
        rules::{FormOf, Position, Stage, owed, years_over},
        views::{MemberForm, YearView, YearsView},
    },
    Form, SELECT_IN_SHORT, tables, ties,
};
use crate::{
    access::Actor,
    base::{
        clock::{date_of, days_since, in_words},
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::shown_name,
    },
    database::{Failure, Query, Tx},
    performers::GpType,
};

/// What a member's years are made of.
#[derive(Default)]
pub(in crate::pensions) struct MemberYears {
    pub positions: Vec<Position>,
    /// The newest edition of each form.
    pub forms: Vec<Form>,
}

/// Several members at once: their positions and the newest editions of their forms, of all years or of one, by member.
pub(in crate::pensions) async fn years_of_members(
    tx: &mut Tx,
    members: &[UserId],
    year: Option<SchemeYear>,
) -> Result<BTreeMap<UserId, MemberYears>, Failure> {
    let mut all = BTreeMap::new();
    for some in members.chunks(AT_ONCE) {
        for (member, position) in positions(tx, some).await? {
            let known: &mut MemberYears = all.entry(member).or_default();
            known.positions.push(position);
        }
        let mut query = Query::new(SELECT_IN_SHORT);
        query
            .push(" WHERE f.member_id IN ")
            .push_list(some.iter().copied());
        if let Some(year) = year {
            query.push(" AND f.year = ").push_bind(year.to_string());
        }
        query.push(" ORDER BY f.year, f.kind, f.ods, f.edition");
        let forms: Vec<Form> = tx.all(query).await?;
        for form in forms {
            let known = &mut all.entry(form.member_id).or_default().forms;
            known.retain(|other| (other.year, other.of()) != (form.year, form.of()));
            known.push(form);
        }
    }
    Ok(all)
}

/// How many members are asked for with one statement.
const AT_ONCE: usize = 150;

/// A time in the role of a partner who is not a GP.
#[derive(sqlx::FromRow)]
struct PartnerRow {
    user_id: UserId,
    ods: OdsCode,
    name: String,
    starts_on: Date,
    ends_on: Option<Date>,
    ended_at: Option<Instant>,
}

/// The positions of some members: those of GPs from the Performers List, those of other partners from their role.
async fn positions(tx: &mut Tx, members: &[UserId]) -> Result<Vec<(UserId, Position)>, Failure> {
    let mut query = Query::new(
        "SELECT r.user_id, a.gp_type, a.ods, p.name, a.starts_on, a.ends_on
         FROM performer r JOIN assignment a ON a.gmc_number = r.gmc_number JOIN practice p ON p.ods = a.ods
         WHERE a.stage <> 'cancelled' AND r.user_id IN ",
    );
    query.push_list(members.iter().copied());
    query.push(" ORDER BY r.user_id, a.starts_on, a.ods");
    let gps: Vec<(UserId, GpType, OdsCode, String, Date, Option<Date>)> = tx.all(query).await?;
    let gps = gps
        .into_iter()
        .filter_map(|(member, gp, ods, practice, first, last)| {
            let kind = match gp {
                GpType::Principal => PostKind::Partner,
                GpType::Salaried => PostKind::Salaried,
                GpType::Locum => PostKind::Locum,
                // Pay in training is that of an officer.
                GpType::Registrar => return None,
            };
            let position = Position {
                kind,
                ods,
                practice,
                first,
                last,
            };
            Some((member, position))
        });
    let mut all: Vec<_> = gps.collect();
    let mut query = Query::new(
        "SELECT g.user_id, g.ods, p.name, g.starts_on, g.ends_on, g.ended_at
         FROM role_grant g JOIN practice p ON p.ods = g.ods
         WHERE g.role = 'gpp-non-gp-partner' AND g.user_id IN ",
    );
    query.push_list(members.iter().copied());
    query.push(" ORDER BY g.user_id, g.starts_on, g.ods");
    let partners: Vec<PartnerRow> = tx.all(query).await?;
    all.extend(partners.into_iter().map(|row| {
        let ended = row.ended_at.map(date_of);
        let last = row.ends_on.into_iter().chain(ended).min();
        let position = Position {
            kind: PostKind::NonGpProvider,
            ods: row.ods,
            practice: row.name,
            first: row.starts_on,
            last: last.map(|last| last.max(row.starts_on)),
        };
        (row.user_id, position)
    }));
    Ok(all)
}

/// The years of a member, as far as the actor sees their forms.
pub(in crate::pensions) async fn years(
    tx: &mut Tx,
    actor: &Actor,
    member: UserId,
    today: Date,
) -> Result<YearsView, Failure> {
    let name = "SELECT first_name, last_name FROM app_user WHERE id = $1";
    let name: Option<(String, String)> = tx.optional(Query::new(name).bind(member)).await?;
    let (first, last) = name.ok_or(AppError::NotFound)?;
    let own = member == actor.id;
    let known = years_of_members(tx, &[member], None).await?;
    let known = known.into_values().next().unwrap_or_default();
    let mut seen = BTreeMap::new();
    for of in known.all_forms(today) {
        let ties = ties(tx, actor, member, &of, today).await?;
        seen.insert(of, actor.complete_form(&ties).is_ok());
    }
    if !own && !seen.values().any(|sees| *sees) {
        return Err(AppError::NotFound.into());
    }
    let shown = |of: &FormOf| own || seen.get(of).copied().unwrap_or(false);
    Ok(YearsView {
        member,
        named: shown_name(&first, &last),
        own,
        years: known.view(today, own, &shown)?,
    })
}

impl MemberYears {
    /// Everything a form may be about, in any year that is over.
    fn all_forms(&self, today: Date) -> Vec<FormOf> {
        let owed = years_over(today).flat_map(|year| owed(&self.positions, year));
        let mut all: Vec<_> = owed.chain(self.forms.iter().map(Form::of)).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The forms of a year: owed or begun.
    pub(in crate::pensions) fn forms_of(&self, year: SchemeYear) -> Vec<(FormOf, Option<&Form>)> {
        let begun = || self.forms.iter().filter(|form| form.year == year);
        let mut all = owed(&self.positions, year);
        all.extend(begun().map(Form::of));
        all.sort();
        all.dedup();
        let form = |of: FormOf| {
            let begun = begun().find(|form| form.of() == of);
            (of, begun)
        };
        all.into_iter().map(form).collect()
    }

    /// The earlier years with a form that is not on the record, the oldest first.
    pub(in crate::pensions) fn open_before(&self, year: SchemeYear) -> Vec<SchemeYear> {
        let earlier = SchemeYear::all().take_while(|earlier| *earlier < year);
        let is_open = |earlier: &SchemeYear| {
            let forms = self.forms_of(*earlier);
            forms
                .iter()
                .any(|(_, form)| !form.is_some_and(|form| form.state.is_settled()))
        };
        earlier.filter(is_open).collect()
    }

    /// Everything the page of years says.
    fn view(
        &self,
        today: Date,
        own: bool,
        sees: &dyn Fn(&FormOf) -> bool,
    ) -> Result<Vec<YearView>, Failure> {
        let mut years = Vec::new();
        for year in years_over(today) {
            let mut forms = self.in_short(year, own, today)?;
            let has_type_2 = forms.iter().any(|form| form.of.kind == FormKind::Type2);
            forms.retain(|form| sees(&form.of));
            let held = self.positions.iter().any(|one| one.is_in(year));
            if forms.is_empty() && !held {
                continue;
            }
            let tables = tables(year)?;
            years.push(YearView {
                year,
                due_on: tables.deadline.day,
                days: days_left(today, tables.deadline.day),
                forms,
                may_add: own && !has_type_2 && held,
                waits: waits(&self.open_before(year)),
            });
        }
        Ok(years)
    }

    /// The forms of a year as lists show them: to the member themselves, or to others.
    pub(in crate::pensions) fn in_short(
        &self,
        year: SchemeYear,
        own: bool,
        today: Date,
    ) -> Result<Vec<MemberForm>, Failure> {
        let tables = tables(year)?;
        let in_short = |(of, form): (FormOf, Option<&Form>)| {
            let mut title = of.kind.words().to_owned();
            if let Some(place) = self.place(&of, form) {
                title.extend([", ", &place]);
            }
            let online = of.kind.availability(tables).online;
            let stage = form.map(|form| form.state);
            let due_on = form.map_or(tables.deadline.day, |form| form.due_on);
            let submitted = form.filter(|form| form.state.is_submitted());
            let submitted = submitted.and_then(|form| form.declared_at);
            MemberForm {
                of,
                title,
                id: form.map(|form| form.id),
                stage,
                edition: form.map_or(1, |form| form.edition),
                next: next(stage, own, online).to_owned(),
                online,
                due_on,
                days: days_left(today, due_on),
                submitted: submitted.map(in_words).unwrap_or_default(),
                reason: form.map(|form| form.reason.clone()).unwrap_or_default(),
            }
        };
        Ok(self.forms_of(year).into_iter().map(in_short).collect())
    }

    /// The practice of a form, by name.
    pub(in crate::pensions) fn place(&self, of: &FormOf, form: Option<&Form>) -> Option<String> {
        let ods = of.ods.as_ref()?;
        let begun = form.map(|form| form.practice.clone());
        let held = || self.positions.iter().find(|one| one.ods == *ods);
        begun.or_else(|| held().map(|one| one.practice.clone()))
    }
}

/// Which year keeps a later one off the record, in a sentence; empty if none does. `open`: the earlier ones that are not on it.
pub(in crate::pensions) fn waits(open: &[SchemeYear]) -> String {
    let Some(first) = open.first() else {
        return String::new();
    };
    [
        "Years go on the record in order, so this one waits for ",
        &first.in_words(),
        ". You can submit it all the same.",
    ]
    .concat()
}

/// How many days are left until a day; below zero once it has passed.
pub(in crate::pensions) fn days_left(today: Date, until: Date) -> i64 {
    if until >= today {
        days_since(today, until).into()
    } else {
        -i64::from(days_since(until, today))
    }
}

/// What is next, and whose turn it is.
fn next(stage: Option<Stage>, own: bool, online: bool) -> &'static str {
    match (stage, own) {
        (None, _) if !online => {
            "This year\u{2019}s form is not filed here. File it with PCSE on paper, then say here that it was filed elsewhere."
        }
        (None, true) => "Nobody has begun it. Begin it, or ask your accountant to.",
        (None, false) => "Nobody has begun it.",
        (Some(Stage::Draft), true) => "It is being filled in. You or your accountant can go on.",
        (Some(Stage::Draft), false) => "It is being filled in. When it is done, mark it as ready.",
        (Some(Stage::Ready), true) => "It is ready. Check it and submit it.",
        (Some(Stage::Ready), false) => "The member has to check it and submit it.",
        (Some(Stage::Declared), _) => "It is submitted. The pensions desk decides about it.",
        (Some(Stage::Approved), _) => "It is approved. Nothing is left to do.",
        (Some(Stage::Rejected), _) => "It was rejected. Change it and submit it again.",
        (Some(Stage::Elsewhere), _) => "It was filed elsewhere. Nothing is left to do here.",
        (Some(Stage::NotRequired), _) => "None is needed for this year.",
    }
}
