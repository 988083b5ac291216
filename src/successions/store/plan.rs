//! Planning that a practice ends: shown person by person before it is saved, and told to nobody until a second officer approves.

use std::fmt::Debug;

use uuid::Uuid;

use super::{
    people::{administered, fates},
    stored::{Stored, named},
};
use crate::{
    access::{Registration, Service, list},
    base::{
        clock::days_after,
        dates::Date,
        ids::{OdsCode, case_reference},
    },
    database::{Failure, Query, Tx},
    history::Action,
    ods::successor_store::suggested,
    practices::store::name_and_closed,
    successions::{
        draft::{Draft, DraftRefusal, Facts, Known, judge},
        fate::Fate,
        model::State,
        rules::{NOTICE, read_until},
    },
    ui::{Check, CheckGroup},
    users::confirmed::{Acting, ConfirmedChange, NotMade},
    web::AuditContext,
};

/// A plan of an officer.
pub(in crate::successions) struct Ending<'a> {
    /// What it is to be known by.
    pub id: Uuid,
    pub permit: &'a Registration,
    pub draft: &'a Draft,
}

/// A plan that may be made, and what it does to whom.
pub(in crate::successions) struct Planned {
    practice: String,
    successors: Vec<(OdsCode, String, bool)>,
    people: Vec<Fate>,
    /// Where nobody can answer proposals of some services, in sentences.
    gaps: Vec<String>,
    /// The last day on which the users see it, if it were approved today.
    read_until: Date,
    /// Whether there is less notice than people should have.
    short_notice: bool,
}

impl ConfirmedChange for Ending<'_> {
    type Plan = Planned;
    type WhyNot = DraftRefusal;

    fn practices(&self) -> Vec<OdsCode> {
        Vec::new()
    }

    fn waits_at(&self) -> Vec<OdsCode> {
        let draft = self.draft;
        let successors = draft.successors.iter();
        successors.chain([&draft.practice]).cloned().collect()
    }

    fn content(&self) -> impl Debug + Send + Sync {
        self.draft
    }

    fn confirm(&mut self) {
        // Nothing of it waits for a tick of its own: it takes effect only by a second officer.
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Planned, NotMade<DraftRefusal>> {
        let (draft, today) = (self.draft, by.audit.today);
        let (practice, facts) = facts(tx, draft, today).await?;
        let refusals = judge(draft, &facts);
        if !refusals.is_empty() {
            return Err(NotMade::Refused(refusals));
        }
        let of_ods = suggested(tx, &draft.practice).await?;
        let people = fates(tx, &draft.practice, draft.effective_on, today).await?;
        let (mut successors, mut gaps) = (Vec::new(), Vec::new());
        for code in &draft.successors {
            let name = name_and_closed(tx, code).await?.unwrap_or_default().0;
            gaps.extend(gap(tx, code, &name, &people, today).await?);
            let by_hand = !of_ods.practices.iter().any(|(named, _)| named == code);
            successors.push((code.clone(), name, by_hand));
        }
        Ok(Planned {
            practice,
            successors,
            people,
            gaps,
            read_until: read_until(draft.effective_on, today),
            short_notice: draft.effective_on < days_after(today, NOTICE),
        })
    }

    fn preview(&self, plan: &Planned, _by: Acting<'_>) -> Check {
        let follows = !plan.successors.is_empty();
        let ends = [
            "All access at ",
            &plan.practice,
            " after ",
            &plan.read_until.in_words(),
        ]
        .concat();
        let group = |fate: &Fate| CheckGroup {
            title: fate.account(),
            add: if follows {
                let proposed = fate.proposed().into_iter();
                proposed
                    .map(|role| ["Proposed: ", &role].concat())
                    .collect()
            } else {
                Vec::new()
            },
            remove: [vec![ends.clone()], fate.ends(follows)].concat(),
        };
        Check {
            groups: plan.people.iter().map(group).collect(),
            notes: self.notes(plan),
            ..Check::default()
        }
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, plan: Planned) -> Result<(), Failure> {
        self.insert(tx, by.audit, &plan).await?;
        let stored = Stored::find(tx, self.id).await?;
        let (action, reason) = (Action::SuccessionPlanned, &self.draft.reason);
        stored.record(tx, by.audit, action, "plan", reason).await
    }
}

impl Ending<'_> {
    fn notes(&self, plan: &Planned) -> Vec<String> {
        let day = self.draft.effective_on.in_words();
        let successors: Vec<_> = plan
            .successors
            .iter()
            .map(|(code, name, _)| named(name, code))
            .collect();
        let follows = match successors.as_slice() {
            [] => "No practice takes its place.".to_owned(),
            all => ["Its place is taken by ", &list(all), "."].concat(),
        };
        let ending = named(&plan.practice, &self.draft.practice);
        let mut notes = vec![
            [&ending, " closes on ", &day, ". ", &follows].concat(),
            "Nothing happens and nobody is told until another registration officer approves it. Then we email everybody above and the administrators of all these practices."
                .to_owned(),
        ];
        if plan.short_notice {
            notes.push(
                "That is less than six weeks away. Practices are asked to give notice of such a change at least six weeks ahead."
                    .to_owned(),
            );
        }
        notes.extend(plan.gaps.iter().cloned());
        notes
    }

    async fn insert(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        plan: &Planned,
    ) -> Result<(), Failure> {
        let draft = self.draft;
        let branch = draft.branch.as_ref().map(ToString::to_string);
        tx.execute(
            Query::new(
                "INSERT INTO succession (id, reference, ods, kind, branch, effective_on, reason, state, since, planned_by,
                                         planned_at, ended_reason, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, '', 1)",
            )
            .bind(self.id)
            .bind(case_reference("SU", self.id))
            .bind(&draft.practice)
            .bind(draft.kind.code())
            .bind(branch.unwrap_or_default())
            .bind(draft.effective_on)
            .bind(&draft.reason)
            .bind(State::Planned.code())
            .bind(audit.at)
            .bind(self.permit.officer()),
        )
        .await?;
        for (code, _, by_hand) in &plan.successors {
            let query =
                "INSERT INTO succession_successor (succession, ods, by_hand) VALUES ($1, $2, $3)";
            let query = Query::new(query).bind(self.id).bind(code).bind(*by_hand);
            tx.execute(query).await?;
        }
        Ok(())
    }
}

/// The name of the practice that ends, and what decides about the plan.
async fn facts(tx: &mut Tx, draft: &Draft, today: Date) -> Result<(String, Facts), Failure> {
    let known = |found: &Option<(String, bool)>| match found {
        None => Known::Unknown,
        Some((_, true)) => Known::HasClosed,
        Some((_, false)) => Known::Works,
    };
    let ending = name_and_closed(tx, &draft.practice).await?;
    let mut successors = Vec::new();
    for code in &draft.successors {
        let found = name_and_closed(tx, code).await?;
        successors.push((code.clone(), known(&found)));
    }
    let query =
        "SELECT 1 FROM succession WHERE ods = $1 AND state IN ('planned', 'announced', 'grace')";
    let other: Option<(i32,)> = tx.optional(Query::new(query).bind(&draft.practice)).await?;
    let facts = Facts {
        practice: known(&ending),
        is_ending: other.is_some(),
        successors,
        today,
    };
    Ok((ending.unwrap_or_default().0, facts))
}

/// That nobody at a practice can answer what would be proposed to it, in a sentence.
async fn gap(
    tx: &mut Tx,
    practice: &OdsCode,
    name: &str,
    people: &[Fate],
    today: Date,
) -> Result<Option<String>, Failure> {
    let covered = administered(tx, practice, today).await?;
    let proposed = |service: &Service| {
        let mut roles = people.iter().flat_map(|fate| &fate.moves);
        roles.any(|role| role.service() == *service)
    };
    let uncovered: Vec<_> = Service::ALL
        .into_iter()
        .filter(|service| proposed(service) && !covered.contains(service))
        .map(Service::name)
        .collect();
    let sentence = || {
        [
            name,
            " has no administrator for ",
            &list(&uncovered),
            " who can log in, so nobody there can answer those proposals. It asks for a certification first.",
        ]
        .concat()
    };
    Ok((!uncovered.is_empty()).then(sentence))
}
