//! Contributions that an administrator puts in for their practice: shown first, then saved.

use std::fmt::Debug;

use super::import::{Import, Plan};
use crate::{
    access::Refusal,
    base::ids::OdsCode,
    database::{Failure, Tx},
    ods::{Rejected, number, told_lines},
    ui::{Check, CheckGroup, FormState},
    users::confirmed::{Acting, ConfirmedChange, NotMade, WhyNot},
};

/// A file that is put in for a practice.
pub(in crate::pensions::contributions) struct PutIn<'a> {
    pub import: Import<'a>,
    /// The practice by name and code.
    pub practice: &'a str,
    /// What tells the file from others.
    pub hash: [u8; 32],
}

/// Why it is not taken over.
#[derive(Debug)]
pub(in crate::pensions::contributions) enum NotPutIn {
    /// The rules of access say no.
    Access(Refusal),
    /// Lines can't be used. How many can, and those that can't.
    Faults(usize, Vec<Rejected>),
}

impl From<Refusal> for NotPutIn {
    fn from(refusal: Refusal) -> Self {
        Self::Access(refusal)
    }
}

impl WhyNot for NotPutIn {
    fn is_unconfirmed(&self) -> bool {
        false
    }

    fn form_state(reasons: &[Self]) -> FormState {
        let add = |form_state: FormState, reason: &Self| match reason {
            Self::Access(refusal) => form_state.and_wrong("", refusal),
            Self::Faults(good, faults) => {
                let head = ["Nothing was saved: ", &unusable(*good, faults.len())].concat();
                let told = [head].into_iter().chain(told_lines(faults));
                told.fold(form_state, |form_state, message| {
                    form_state.and_wrong("file", message)
                })
            }
        };
        reasons.iter().fold(FormState::default(), add)
    }
}

fn unusable(good: usize, faults: usize) -> String {
    match (good, faults) {
        (0, _) => "no line of the file can be used.".to_owned(),
        (_, 1) => ["1 line can't be used, ", &number(good), " can."].concat(),
        _ => [
            &number(faults),
            " lines can't be used, ",
            &number(good),
            " can.",
        ]
        .concat(),
    }
}

impl<'a> ConfirmedChange for PutIn<'a> {
    type Plan = Plan<'a>;
    type WhyNot = NotPutIn;

    fn practices(&self) -> Vec<OdsCode> {
        self.import.only().cloned().into_iter().collect()
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.practice, self.import.leaves_out(), self.hash)
    }

    fn confirm(&mut self) {
        // Nothing of it needs a tick of its own.
    }

    async fn plan(&self, tx: &mut Tx, _by: Acting<'_>) -> Result<Plan<'a>, NotMade<NotPutIn>> {
        let plan = self.import.plan(tx).await?;
        if self.import.may_be_done(&plan) {
            return Ok(plan);
        }
        let good = plan.new + plan.changed + plan.unchanged;
        Err(NotMade::Refused(vec![NotPutIn::Faults(good, plan.faults)]))
    }

    fn preview(&self, plan: &Plan<'a>, _by: Acting<'_>) -> Check {
        let lines = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(["1 ", one].concat()),
            _ => Some([&number(count), " ", many].concat()),
        };
        let add = [
            lines(plan.new, "new line", "new lines"),
            lines(
                plan.changed,
                "line with other amounts than before, which takes its place",
                "lines with other amounts than before, which take their place",
            ),
        ];
        let members = lines(plan.members, "member", "members").unwrap_or_default();
        let file = lines(plan.lines, "line", "lines").unwrap_or_default();
        let mut notes = vec![["The file has ", &file, ", about ", &members, "."].concat()];
        notes.extend(lines(
            plan.unchanged,
            "line is the same as before. Nothing is done about it.",
            "lines are the same as before. Nothing is done about them.",
        ));
        notes.extend(lines(
            plan.faults.len(),
            "line can't be used and is left out:",
            "lines can't be used and are left out:",
        ));
        notes.extend(told_lines(&plan.faults));
        Check {
            groups: vec![CheckGroup {
                title: self.practice.to_owned(),
                add: add.into_iter().flatten().collect(),
                remove: Vec::new(),
            }],
            notes,
            ..Check::default()
        }
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, plan: Plan<'a>) -> Result<(), Failure> {
        self.import.apply(tx, by.audit, &plan).await
    }
}
