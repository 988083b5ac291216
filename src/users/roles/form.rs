//! A role table as a form sends it, and the list of changes it is checked with.
//!
//! Each column carries the version and the roles that were shown, so that what the sender changed can be told from
//! what somebody else changed in the meantime.

use super::fill::{EVERYWHERE, FILL};
use crate::{
    access::{Column, DesiredRoles, Plan, Refusal, Role, dates_of},
    base::{error::AppError, ids::OdsCode},
    ui::{Check, CheckGroup, Confirmation, FormState, Submitted},
};

/// What is said to a form that no page of this program has sent.
pub const UNREADABLE: &str = "The role table could not be read. Reload the page and try again.";

/// As many practices as one table may have: more than a page shows, with all that stay because boxes were changed there.
pub const MOST_COLUMNS: usize = 200;
/// As many ticks as they may have.
pub const MOST_TICKS: usize = 20 * MOST_COLUMNS;

/// What a form sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentTable {
    columns: Vec<SentColumn>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct SentColumn {
    practice: OdsCode,
    version: i64,
    seen: Vec<Role>,
    ticked: Vec<Role>,
}

/// The name of the boxes, and of the hidden fields with what was shown.
pub const TICK: &str = "ticks[]";
/// See [`TICK`].
pub const SEEN: &str = "seen[]";

/// The step that shows a table with other practices, and the name of the field that names them.
pub const CHOOSE: &str = "practices";
/// Whether a step shows the table again, otherwise than it was: with other practices, or with boxes filled.
pub fn shows_again(step: &str) -> bool {
    step == CHOOSE || step == FILL || step.starts_with(EVERYWHERE)
}

/// The field of those who add practices to a table: what it shows already stays.
pub const ADDING: &str = "adding";

/// The value of a box.
pub fn tick(practice: &OdsCode, role: Role) -> String {
    [practice.as_ref(), ":", role.code()].concat()
}

/// The value of a column's hidden field: code, version, roles shown.
pub fn seen(column: &Column) -> String {
    let mut text = [
        column.practice.as_ref(),
        ":",
        &column.version.to_string(),
        ":",
    ]
    .concat();
    for (index, grant) in column.grants.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { " " });
        text.push_str(grant.role.code());
    }
    text
}

impl SentTable {
    /// Reads what was sent, or says that no page of this program can have sent it.
    pub fn read(seen: &[String], ticks: &[String]) -> Result<Self, AppError> {
        let sent = Self::understood(
            seen.iter().map(String::as_str),
            ticks.iter().map(String::as_str),
        );
        sent.ok_or_else(|| AppError::Invalid(UNREADABLE.to_owned()))
    }

    fn understood<'a>(
        seen: impl Iterator<Item = &'a str>,
        ticks: impl Iterator<Item = &'a str>,
    ) -> Option<Self> {
        let mut columns = Vec::new();
        for text in seen {
            let mut parts = text.splitn(3, ':');
            let practice: OdsCode = parts.next()?.parse().ok()?;
            let version = parts.next()?.parse().ok()?;
            let roles: Option<Vec<_>> = parts
                .next()?
                .split_whitespace()
                .map(Role::from_code)
                .collect();
            let twice = |column: &SentColumn| column.practice == practice;
            if columns.len() == MOST_COLUMNS || columns.iter().any(twice) {
                return None;
            }
            columns.push(SentColumn {
                practice,
                version,
                seen: roles?,
                ticked: Vec::new(),
            });
        }
        for text in ticks {
            let (practice, role) = text.split_once(':')?;
            let (practice, role) = (practice.parse().ok()?, Role::from_code(role)?);
            let column = columns
                .iter_mut()
                .find(|column| column.practice == practice)?;
            if !column.ticked.contains(&role) {
                column.ticked.push(role);
            }
        }
        Some(Self { columns })
    }

    /// What a form that came back had sent.
    pub fn of(form: &Submitted) -> Self {
        Self::understood(form.values_of(SEEN), form.values_of(TICK)).unwrap_or_default()
    }

    /// The practices it speaks of.
    pub fn practices(&self) -> Vec<OdsCode> {
        self.columns
            .iter()
            .map(|column| column.practice.clone())
            .collect()
    }

    /// The practices where the boxes are not as they were shown.
    pub fn changed(&self) -> Vec<OdsCode> {
        let differs = |column: &&SentColumn| {
            column.ticked.len() != column.seen.len()
                || column.seen.iter().any(|role| !column.ticked.contains(role))
        };
        let changed = self.columns.iter().filter(differs);
        changed.map(|column| column.practice.clone()).collect()
    }

    /// Each practice with the version that was shown.
    pub fn versions(&self) -> impl Iterator<Item = (&OdsCode, i64)> {
        self.columns
            .iter()
            .map(|column| (&column.practice, column.version))
    }

    /// What is wanted of these columns. A box the sender did not touch stays as it is now, even where a grant has
    /// ended by itself since the page was shown.
    pub fn wanted(&self, columns: &[Column]) -> Vec<DesiredRoles> {
        self.columns
            .iter()
            .map(|sent| {
                let now = columns
                    .iter()
                    .find(|column| column.practice == sent.practice);
                let ticked = match now {
                    Some(column) => Role::all()
                        .filter(|role| self.shows(column, *role))
                        .collect(),
                    None => sent.ticked.clone(),
                };
                DesiredRoles {
                    practice: sent.practice.clone(),
                    version: sent.version,
                    ticked,
                }
            })
            .collect()
    }

    /// Whether a box is to be shown ticked: as the sender set it if they changed it, else as it is now.
    pub fn shows(&self, column: &Column, role: Role) -> bool {
        let now = column.grant(role).is_some();
        let Some(sent) = self
            .columns
            .iter()
            .find(|sent| sent.practice == column.practice)
        else {
            return now;
        };
        let (seen, ticked) = (sent.seen.contains(&role), sent.ticked.contains(&role));
        if seen == ticked { now } else { ticked }
    }
}

/// The list that is checked before a save, with what has to be confirmed.
pub fn check_of(plan: &Plan) -> Check {
    let (mut check, terms) = (Check::default(), plan.terms());
    for column in plan.columns() {
        check.groups.push(CheckGroup {
            title: [&column.name, " (", column.practice.as_ref(), ")"].concat(),
            add: column.additions(terms),
            remove: column.removals(),
        });
        for role in &column.uncovers {
            tell_uncovered(&mut check, &column.name, *role);
        }
        if column.membership == Some(crate::access::MembershipStatus::Deactivated) {
            check.notes.push(
                [
                    &column.name,
                    ": this user was deactivated and becomes active again.",
                ]
                .concat(),
            );
        }
    }
    if terms.starts_on.is_some() || terms.ends_on.is_some() {
        let dates = dates_of(terms.starts_on, terms.ends_on);
        check
            .notes
            .push(["New roles are in force", &dates, "."].concat());
    }
    check
}

/// Says that nobody at the practice will hold a critical role; that of an administrator has to be confirmed.
pub fn tell_uncovered(check: &mut Check, practice: &str, role: Role) {
    let facts = role.facts();
    let consequence = [
        "Nobody at ",
        practice,
        " will hold ",
        facts.name,
        ": ",
        facts.uncovered,
        ".",
    ]
    .concat();
    if !role.administers() {
        check.notes.push(consequence);
        return;
    }
    check.confirmations.push(Confirmation {
        name: "accepts".to_owned(),
        warning: [
            &consequence,
            " Only the registration team can appoint the next one.",
        ]
        .concat(),
        label: [
            "I understand that ",
            facts.service.name(),
            " at ",
            practice,
            " will have no administrator",
        ]
        .concat(),
    });
}

/// The page again, with every refusal beside the field it belongs to.
pub fn form_state(refusals: &[Refusal]) -> FormState {
    refusals
        .iter()
        .fold(FormState::default(), |form_state, refusal| {
            form_state.and_wrong(field_of(refusal), refusal)
        })
}

/// The field a refusal belongs to.
fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::ReasonNeeded | Refusal::ReasonTooLong => "reason",
        Refusal::StartsInThePast | Refusal::StartsTooFarAway | Refusal::StartHasPassed { .. } => {
            "starts"
        }
        Refusal::EndsBeforeItStarts
        | Refusal::EndsInThePast
        | Refusal::EndsTooFarAway
        | Refusal::UntickToEnd
        | Refusal::SameDates => "ends",
        Refusal::LastAdministrator { .. } => "accepts",
        Refusal::StepUpNeeded { .. } => "code",
        _ => "roles",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_makes_reading_a_table_panic(seen in prop::collection::vec(".*", 0..4), ticks in prop::collection::vec(".*", 0..4)) {
            let _ = SentTable::read(&seen, &ticks);
        }

        #[test]
        fn a_stale_table_keeps_the_senders_changes_and_shows_everybody_elses(
            seen_roles in roles(), ticked in roles(), now in roles()
        ) {
            let practice: OdsCode = "ZZ9001".parse().unwrap();
            let sent = SentTable { columns: vec![SentColumn { practice: practice.clone(), version: 1, seen: seen_roles.clone(), ticked: ticked.clone() }] };
            let column = column(practice, &now);
            for role in Role::all() {
                let (seen, tick, now) = (seen_roles.contains(&role), ticked.contains(&role), now.contains(&role));
                let expected = if seen == tick { now } else { tick };
                prop_assert_eq!(sent.shows(&column, role), expected);
            }
        }

        #[test]
        fn what_a_page_sends_is_read_back(held in roles(), ticked in roles(), version in 0i64..1000) {
            let practice: OdsCode = "ZZ9001".parse().unwrap();
            let mut column = column(practice.clone(), &held);
            column.version = version;
            let ticks: Vec<_> = ticked.iter().map(|role| tick(&practice, *role)).collect();
            let sent = SentTable::read(&[seen(&column)], &ticks).unwrap();
            prop_assert_eq!(sent.changed().is_empty(), held == ticked);
            prop_assert_eq!(sent.wanted(&[column.clone()]), vec![DesiredRoles { practice, version, ticked }]);
            prop_assert_eq!(&sent.columns[0].seen, &held);
        }
    }

    fn roles() -> impl Strategy<Value = Vec<Role>> {
        prop::sample::subsequence(Role::all().collect::<Vec<_>>(), 0..=Role::ALL.len())
    }

    fn column(practice: OdsCode, held: &[Role]) -> Column {
        let day = "2026-11-23".parse().unwrap();
        Column {
            practice,
            name: "Elm Street".into(),
            closed: false,
            membership: None,
            version: 0,
            grants: held
                .iter()
                .map(|role| crate::access::Grant {
                    id: uuid::Uuid::nil(),
                    role: *role,
                    origin: crate::access::Origin::Administrator,
                    granted_by: String::new(),
                    granted_on: day,
                    reason: String::new(),
                    starts_on: day,
                    ends_on: None,
                })
                .collect(),
            holders: Vec::new(),
            apart: Vec::new(),
        }
    }
}
