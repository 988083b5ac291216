//! Taking a change back: what of it can be, showing that, and doing it in one transaction.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use sha2::{Digest as _, Sha256};

use super::{
    UndoView,
    store::{Found, Person, made},
};
use crate::{
    access::{
        Actor, Changed, Column, ComingBack, Holder, Made, MembershipStatus, Plan, Refusal, Subject,
        TakingBack, Terms, list, take_back,
    },
    base::{
        clock::{hex, in_words, new_id},
        dates::Instant,
        error::AppError,
        ids::{OdsCode, UserId},
        text::{full_name, known_as, masked},
    },
    database::{Failure, Query, Tx},
    ui::{Check, CheckGroup, Outcome, addresses},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        leave::store::At,
        roles::{
            self,
            store::{apply_as, asks_code, of_members, read_columns, read_subject, tell_changed},
        },
    },
    web::Request,
};

const TOO_LATE: &str = "A change can be undone for 7 days. That time is over for this one. You can still change the roles yourself.";
const NOTHING: &str =
    "Nothing of this change is left to undo. You can still change the roles yourself.";

/// A change that is taken back.
pub(super) struct Undo<'a> {
    pub found: &'a Found,
    /// How everything stood when the page was shown; empty: as it stands.
    pub seen: &'a str,
    /// Why, and what was confirmed.
    pub terms: Terms,
}

/// What is taken back.
pub(super) struct Planned {
    /// Roles that go and come back.
    roles: Vec<TakingBack>,
    /// People who come back.
    coming: Vec<ComingBack>,
    /// What stays as it is now, and why: a sentence each.
    left_out: Vec<String>,
    /// What it means for the members of accountants.
    of_members: Vec<String>,
    /// How the list calls people.
    names: BTreeMap<UserId, String>,
    /// How everything stands.
    seen: String,
}

/// Somebody with how they stand and what the change made of that.
struct Standing<'a> {
    person: &'a Person,
    subject: Subject,
    column: Column,
    /// Since when their place is as it is.
    since: Instant,
    made: Made,
}

/// What the page shows of a change.
pub(super) async fn view(
    request: &Request,
    actor: &Actor,
    change: String,
    found: &Found,
) -> Result<UndoView, Failure> {
    let (permissions, audit) = (actor.permissions(), request.audit(actor));
    let by = Acting {
        permissions: &permissions,
        audit: &audit,
    };
    // As if everything had been confirmed and a reason given: what is asked for comes with the list.
    let undo = Undo {
        found,
        seen: "",
        terms: Terms {
            reason: "Undone".to_owned(),
            accepts_no_administrator: true,
            ..Terms::default()
        },
    };
    let mut tx = request.app.db.read().await?;
    let planned = undo.look(&mut tx, by).await?;
    let names: BTreeSet<_> = planned.names.values().cloned().collect();
    let names: Vec<_> = names.into_iter().collect();
    let who = match names.as_slice() {
        few if few.len() <= 3 => list(few),
        many => [&many.len().to_string(), " people"].concat(),
    };
    let (practice, _) = &found.place;
    let why_not = if audit.at >= found.until() {
        TOO_LATE
    } else if planned.is_empty() {
        NOTHING
    } else {
        ""
    };
    let mine = |practice: &OdsCode| permissions.administers_at(practice);
    Ok(UndoView {
        change,
        what: [
            &found.by,
            " changed the access of ",
            &who,
            " on ",
            &in_words(found.at),
            ".",
        ]
        .concat(),
        until: in_words(found.until()),
        why_not: why_not.to_owned(),
        left_out: planned.left_out,
        asks_why: !found.practices().iter().all(mine),
        seen: planned.seen,
        history: addresses::practice_page(practice, "history"),
        idempotency_key: new_id().to_string(),
    })
}

impl ConfirmedChange for Undo<'_> {
    type Plan = Planned;
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        self.found.practices()
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.found.address(), self.seen, &self.terms)
    }

    fn confirm(&mut self) {
        self.terms.accepts_no_administrator = true;
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Planned, NotMade> {
        let instead = |told| Err(NotMade::Instead(Outcome::wrong("", told)));
        if by.audit.at >= self.found.until() {
            return instead(TOO_LATE);
        }
        let planned = self.look(tx, by).await?;
        if self.seen != planned.seen {
            return instead(
                "Somebody changed something that this is about while you were deciding. Look at it again",
            );
        }
        if planned.is_empty() {
            return instead(NOTHING);
        }
        Ok(planned)
    }

    fn preview(&self, planned: &Planned, by: Acting<'_>) -> Check {
        let mut check = Check::default();
        for back in planned.roles.iter().filter(|back| !back.plans().is_empty()) {
            let group = planned.tell(&mut check, back.subject(), back.plans());
            check.groups.push(group);
        }
        for coming in &planned.coming {
            let mut group = planned.tell(&mut check, coming.subject(), coming.plans());
            let automatic = coming.automatic();
            let automatic =
                automatic.map(|role| [role.name(), ", from the Performers List"].concat());
            group.add.extend(automatic);
            check.groups.push(group);
        }
        let mut plans = planned.plans();
        check.asks_code = plans.any(|plan| asks_code(plan, by.audit));
        let left_out = planned.left_out.iter();
        check.notes = left_out
            .map(|told| ["Not undone. ", told].concat())
            .chain(planned.of_members.iter().cloned())
            .chain(std::mem::take(&mut check.notes))
            .collect();
        if self.found.elsewhere {
            check.notes.push(
                "What was changed at practices that you do not manage stays as it is.".to_owned(),
            );
        }
        check.notes.push(
            "This happens now. We will tell each of them by email. Somebody who came to the practice with this change stays on its list, without roles."
                .to_owned(),
        );
        check
    }

    /// What goes makes room for what comes back, with whomever that is.
    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, planned: Planned) -> Result<(), Failure> {
        let at = Some(self.found.at);
        let goes = |plan: &Plan| {
            let columns = plan.columns().iter();
            columns.flat_map(|column| &column.remove).next().is_some()
        };
        let plans = || planned.roles.iter().flat_map(TakingBack::plans);
        let (first, then) = plans().partition::<Vec<_>, _>(|plan| goes(plan));
        for plan in first.into_iter().chain(then) {
            apply_as(tx, by.audit, plan, at).await?;
        }
        let mut of: BTreeMap<UserId, Vec<Plan>> = BTreeMap::new();
        for plan in plans() {
            let user = plan.subject().user;
            of.entry(user).or_default().push(plan.clone());
        }
        for plans in of.values() {
            tell_changed(tx, by.audit, plans).await?;
        }
        for coming in &planned.coming {
            At::bring_back_as(tx, by, coming, at).await?;
        }
        Ok(())
    }
}

impl Undo<'_> {
    /// Looks at what can be taken back, as things are now.
    async fn look(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Planned, Failure> {
        let standings = self.standings(tx, by).await?;
        let mut planned = Planned {
            roles: Vec::new(),
            coming: Vec::new(),
            left_out: Vec::new(),
            of_members: Vec::new(),
            names: names(tx, self.found).await?,
            seen: seen(&standings),
        };
        let (removed, changed): (Vec<_>, Vec<_>) = standings
            .into_iter()
            .partition(|standing| standing.person.removed);
        let changed = changed.into_iter().map(|standing| Changed {
            subject: standing.subject,
            column: standing.column,
            made: standing.made,
        });
        let (permissions, today) = (by.permissions, by.audit.today);
        planned.roles = take_back(changed.collect(), &self.terms, permissions, today)
            .map_err(Failure::Refused)?;
        let mut came: Vec<(OdsCode, Holder)> = Vec::new();
        for back in &planned.roles {
            let who = planned.name(back.subject());
            for one in back.left_out() {
                let told = [&who, ", ", one.role.name(), ": ", &one.why.to_string(), "."];
                planned.left_out.push(told.concat());
            }
            let here = back.came().iter();
            came.extend(here.map(|holder| (back.practice().clone(), holder.clone())));
            for plan in back.plans() {
                planned.of_members.extend(of_members(tx, plan).await?);
            }
        }
        for standing in removed {
            self.brought_back(tx, by, standing, &mut came, &mut planned)
                .await?;
        }
        Ok(planned)
    }

    /// Looks at whether somebody who was removed can come back.
    async fn brought_back(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
        standing: Standing<'_>,
        came: &mut Vec<(OdsCode, Holder)>,
        planned: &mut Planned,
    ) -> Result<(), Failure> {
        let who = planned.name(&standing.subject);
        let mut stays = |why: &str| planned.left_out.push([&who, ": ", why, "."].concat());
        if standing
            .column
            .membership
            .is_none_or(MembershipStatus::is_open)
        {
            stays("They are back already");
            return Ok(());
        }
        if standing.since != self.found.at {
            stays("They left again since");
            return Ok(());
        }
        let (user, practice) = (standing.person.user, &standing.person.practice);
        let at = At { user, practice, by };
        let here = came.iter().filter(|(at, _)| at == practice);
        let here: Vec<_> = here.map(|(_, holder)| holder.clone()).collect();
        match at.plan_return(tx, standing.column.version, &here).await {
            Ok(coming) => {
                let new = coming.came().iter();
                came.extend(new.map(|holder| (practice.clone(), holder.clone())));
                planned.coming.push(coming);
            }
            Err(Failure::Refused(reasons)) if reasons == [Refusal::NothingChanged] => {
                stays("They held nothing that you can give back");
            }
            Err(Failure::Refused(reasons)) => {
                for reason in reasons {
                    stays(&reason.to_string());
                }
            }
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    /// How everybody stands whom the change is about.
    async fn standings(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Vec<Standing<'_>>, Failure> {
        let (at, today) = (self.found.at, by.audit.today);
        let mut standings = Vec::new();
        for practice in self.found.practices() {
            let here = self.found.people.iter();
            let here: Vec<_> = here.filter(|one| one.practice == practice).collect();
            let mut all = made(tx, at, &practice, &here, today).await?;
            let since = since(tx, &practice, &here).await?;
            for person in here {
                let of = std::slice::from_ref(&practice);
                let column = read_columns(tx, person.user, of, today).await?.pop();
                let subject = read_subject(tx, person.user).await?;
                let (subject, column) = subject.zip(column).ok_or(AppError::NotFound)?;
                standings.push(Standing {
                    person,
                    subject,
                    column,
                    since: since.get(&person.user).copied().unwrap_or(Instant(0)),
                    made: all.remove(&person.user).unwrap_or_default(),
                });
            }
        }
        Ok(standings)
    }
}

impl Planned {
    fn is_empty(&self) -> bool {
        self.coming.is_empty() && self.roles.iter().all(|back| back.plans().is_empty())
    }

    fn plans(&self) -> impl Iterator<Item = &Plan> {
        let coming = self.coming.iter().flat_map(ComingBack::plans);
        let roles = self.roles.iter().flat_map(TakingBack::plans);
        roles.chain(coming)
    }

    fn name(&self, subject: &Subject) -> String {
        let name = self.names.get(&subject.user);
        name.unwrap_or(&subject.name).clone()
    }

    /// What becomes of somebody; what has to be known or confirmed besides is added to the list.
    fn tell(&self, check: &mut Check, subject: &Subject, plans: &[Plan]) -> CheckGroup {
        let mut group = CheckGroup {
            title: self.name(subject),
            ..CheckGroup::default()
        };
        for plan in plans {
            for column in plan.columns() {
                let at = |what: String| [&*what, " at ", &column.name].concat();
                let add = column.additions(plan.terms()).into_iter();
                group.add.extend(add.map(at));
                group.remove.extend(column.removals().into_iter().map(at));
                for role in &column.uncovers {
                    roles::tell_uncovered(check, &column.name, *role);
                }
            }
        }
        group
    }
}

/// How people are called who are told apart by their usernames.
async fn names(tx: &mut Tx, found: &Found) -> Result<BTreeMap<UserId, String>, Failure> {
    let mut query =
        Query::new("SELECT id, first_name, last_name, email FROM app_user WHERE id IN ");
    query.push_list(found.people.iter().map(|person| person.user));
    let rows: Vec<(UserId, String, String, String)> = tx.all(query).await?;
    let name = |(user, first, last, email): (UserId, String, String, String)| {
        let name = known_as(&full_name(&first, &last), &masked(&email));
        (user, name)
    };
    Ok(rows.into_iter().map(name).collect())
}

/// Since when the places of some people are as they are.
async fn since(
    tx: &mut Tx,
    practice: &OdsCode,
    people: &[&Person],
) -> Result<BTreeMap<UserId, Instant>, Failure> {
    let mut query = Query::new("SELECT user_id, since FROM membership WHERE ods = ");
    query.push_bind(practice).push(" AND user_id IN ");
    query.push_list(people.iter().map(|person| person.user));
    let rows: Vec<(UserId, Instant)> = tx.all(query).await?;
    Ok(rows.into_iter().collect())
}

/// A mark of how all of them stand: another one after any change of their places.
fn seen(standings: &[Standing<'_>]) -> String {
    let mut all = Sha256::new();
    for standing in standings {
        let column = &standing.column;
        all.update(format!(
            "{} {} {};",
            standing.person.user, column.practice, column.version
        ));
    }
    hex(&all.finalize()[..8])
}
