//! Naming an accountant: for members of one practice, or of several by a file.

use std::{collections::BTreeSet, fmt::Debug};

use super::{
    super::{
        model::Named,
        rules::{AtLine, Known, judge},
    },
    known,
};
use crate::{
    access::{Actor, Administers, Role, dates_of},
    accountant_links::{Link, SELECT, Scope, letter},
    base::{
        clock::new_id,
        dates::Date,
        ids::{OdsCode, UserId},
        text::{PersonName, isolated},
    },
    database::{Failure, Query, Tx, bulk},
    history::{Action, NewEvent, append_all},
    mail::{self, AccountantNews},
    ui::{Check, CheckGroup, FormState, Outcome},
    users::{
        certified::{Nominee, NomineeAccount, account_of, decide, invite_new},
        confirmed::{Acting, ConfirmedChange, NotMade, WhyNot as _},
    },
    web::{
        Request,
        budget::{Spending, spend_or_refuse},
    },
};

/// Whom an accountant is named for.
#[derive(Clone, Debug)]
pub(in crate::accountants) enum Members {
    /// Everybody at the practice who has not got this accountant.
    All,
    /// These, each with the line of the file that says so.
    These(Vec<(UserId, u64)>),
}

/// An accountant for some members of one practice.
#[derive(Clone, Debug)]
pub(in crate::accountants) struct Naming {
    pub permit: Administers,
    pub accountant: Named,
    pub members: Members,
    pub scope: Scope,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
}

/// Names accountants, all of them or none.
pub(in crate::accountants) struct NameAccountants<'a> {
    pub namings: &'a [Naming],
}

/// A naming that the rules allow.
pub(in crate::accountants) struct Planned {
    naming: Naming,
    /// By name and code.
    practice: String,
    /// Whether the accountant has an account.
    is_there: bool,
    /// Each by account and name.
    members: Vec<(UserId, String)>,
}

impl Naming {
    /// Those it is for, as things are.
    fn members(&self, known: &Known) -> Vec<(UserId, u64)> {
        match &self.members {
            Members::These(these) => these.clone(),
            Members::All => {
                let own = known.accountant.map(|(id, _)| id);
                let free =
                    |id: &&UserId| !known.linked.contains(id) && own.is_none_or(|own| own != **id);
                let all: BTreeSet<_> = known.members.keys().filter(free).collect();
                all.into_iter().map(|id| (*id, 0)).collect()
            }
        }
    }

    /// What is to be done, or every reason against it.
    pub(in crate::accountants) async fn plan(
        &self,
        tx: &mut Tx,
        today: Date,
    ) -> Result<Result<Planned, Vec<AtLine>>, Failure> {
        let known = known(tx, &self.permit, &self.accountant.email).await?;
        let members = self.members(&known);
        let days = (self.starts_on, self.ends_on);
        let reasons = judge(&self.accountant, &members, days, &known, today);
        if !reasons.is_empty() {
            return Ok(Err(reasons));
        }
        let named = members.into_iter().filter_map(|(id, _)| {
            let name = known.members.get(&id)?;
            Some((id, name.clone()))
        });
        Ok(Ok(Planned {
            members: named.collect(),
            naming: self.clone(),
            practice: known.practice,
            is_there: known.accountant.is_some(),
        }))
    }
}

impl ConfirmedChange for NameAccountants<'_> {
    type Plan = Vec<Planned>;
    type WhyNot = AtLine;

    fn practices(&self) -> Vec<OdsCode> {
        let practices = self.namings.iter().map(|naming| naming.permit.practice());
        let practices: BTreeSet<_> = practices.cloned().collect();
        practices.into_iter().collect()
    }

    fn content(&self) -> impl Debug + Send + Sync {
        self.namings
    }

    fn confirm(&mut self) {
        // Nothing of it needs a tick of its own.
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Vec<Planned>, NotMade<AtLine>> {
        let (mut planned, mut reasons) = (Vec::new(), Vec::new());
        for naming in self.namings {
            match naming.plan(tx, by.audit.today).await? {
                Ok(plan) => planned.push(plan),
                Err(why) => reasons.extend(why),
            }
        }
        if reasons.is_empty() {
            Ok(planned)
        } else {
            reasons.sort_by_key(|reason| reason.line);
            Err(NotMade::Refused(reasons))
        }
    }

    fn preview(&self, plan: &Vec<Planned>, _by: Acting<'_>) -> Check {
        let mut notes = vec![
            "Each accountant gets the role Accountant at the practice, and an email that asks them to log in and confirm. Until they do, they see nothing. We will tell the members at once, and they can end it."
                .to_owned(),
        ];
        let new = plan.iter().filter(|planned| !planned.is_there);
        let new: BTreeSet<_> = new
            .map(|planned| planned.naming.accountant.email.as_ref())
            .collect();
        notes.extend(
            new.into_iter()
                .map(|email| ["A new account is made with the username ", email, "."].concat()),
        );
        Check {
            groups: plan.iter().map(Planned::group).collect(),
            notes,
            ..Check::default()
        }
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, plan: Vec<Planned>) -> Result<(), Failure> {
        let audit = by.audit;
        if let Some(actor) = audit.by {
            let many = plan.iter().map(|planned| planned.members.len()).sum();
            spend_or_refuse(tx, Spending::Accountants(actor), many, audit.at).await?;
            // Nobody's letters are caused by the dozen, by naming the same one again and again.
            let addresses = plan
                .iter()
                .map(|planned| planned.naming.accountant.email.as_ref());
            for address in addresses.collect::<BTreeSet<_>>() {
                let letter = Spending::LettersTo(actor, address);
                spend_or_refuse(tx, letter, 1, audit.at).await?;
            }
        }
        let mut new: Vec<NomineeAccount> = Vec::new();
        for planned in &plan {
            new.extend(planned.apply(tx, by).await?);
        }
        for account in &new {
            invite_new(tx, audit, account).await?;
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
        Ok(Outcome::Form(FormState {
            step: String::new(),
            ..AtLine::form_state(&reasons)
        }))
    }
}

impl Planned {
    /// In the list of what a save does.
    fn group(&self) -> CheckGroup {
        let naming = &self.naming;
        let firm = isolated(naming.accountant.firm.as_ref());
        let of = if firm.is_empty() { "" } else { " of " };
        let email = naming.accountant.email.as_ref();
        let (scope, dates) = (
            naming.scope.in_words(),
            dates_of(naming.starts_on, naming.ends_on),
        );
        let add = self.members.iter();
        let add = add.map(|(_, name)| [name, ": ", &scope, &dates].concat());
        CheckGroup {
            title: [email, of, &firm, " at ", &self.practice].concat(),
            add: add.collect(),
            remove: Vec::new(),
        }
    }

    /// Gives the accountant the role and makes the links. Gives their account, if it is new.
    async fn apply(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Option<NomineeAccount>, Failure> {
        let (accountant, audit) = (&self.naming.accountant, by.audit);
        let practice = self.naming.permit.practice();
        let name = accountant.name.as_ref();
        let nominee = Nominee {
            title: "",
            first: name.map(PersonName::first).unwrap_or_default(),
            last: name.map(PersonName::last).unwrap_or_default(),
            name: &name.map(PersonName::full).unwrap_or_default(),
            email: accountant.email.as_ref(),
            phone: accountant.phone.as_ref(),
        };
        let account = account_of(tx, audit, practice, &nominee).await?;
        let role = [Role::GppAccountant];
        let place = (account.id, practice);
        decide(
            tx,
            audit,
            by.permissions,
            place,
            |_| true,
            &role,
            String::new(),
        )
        .await?;
        self.link(tx, by, account.id).await?;
        Ok(account.is_new.then_some(account))
    }

    async fn link(&self, tx: &mut Tx, by: Acting<'_>, accountant: UserId) -> Result<(), Failure> {
        let (naming, audit) = (&self.naming, by.audit);
        let (scope, starts_on) = (naming.scope, naming.starts_on.unwrap_or(audit.today));
        let ids: Vec<_> = self.members.iter().map(|_| new_id()).collect();
        let rows = ids.iter().zip(&self.members).map(|(id, (member, _))| {
            [
                (*id).into(),
                naming.permit.practice().into(),
                (*member).into(),
                naming.accountant.email.as_ref().into(),
                accountant.into(),
                naming.accountant.firm.as_ref().into(),
                scope.type_1.into(),
                scope.type_2.into(),
                scope.statement.into(),
                "waiting".into(),
                starts_on.into(),
                naming.ends_on.into(),
                audit.by.into(),
                audit.at.into(),
                "".into(),
            ]
        });
        bulk::insert(
            tx,
            "INSERT INTO accountant_link (id, ods, member_id, accountant_email, accountant_id, firm, type_1, type_2,
                                          statement, state, starts_on, ends_on, asked_by, asked_at, reason) VALUES",
            rows.collect(),
            "",
        )
        .await?;
        let mut query = Query::new(SELECT);
        query
            .push(" WHERE l.asked_at = ")
            .push_bind(audit.at)
            .push(" AND l.ods = ")
            .push_bind(naming.permit.practice())
            .push(" AND l.accountant_id = ")
            .push_bind(accountant)
            .push(" ORDER BY l.id");
        let mut links: Vec<Link> = tx.all(query).await?;
        links.retain(|link| ids.contains(&link.id));
        tell(tx, by, &links).await
    }
}

/// Records new links, and writes to both sides.
async fn tell(tx: &mut Tx, by: Acting<'_>, links: &[Link]) -> Result<(), Failure> {
    let audit = by.audit;
    let names: Vec<_> = links.iter().map(Link::member).collect();
    let events = links.iter().zip(&names).map(|(link, name)| NewEvent {
        action: Action::AccountantNamed,
        subject: Some((link.member_id, name)),
        practice: Some(&link.ods),
        detail: link.detail(),
        reason: "",
    });
    append_all(tx, audit, events.collect()).await?;
    let mut letters = Vec::with_capacity(links.len() + 1);
    for link in links {
        let news = AccountantNews::Named;
        let letter = letter(
            link,
            link.greet_member(),
            vec![link.member()],
            &audit.by_name,
            news,
        );
        letters.push((link.to_member(), letter));
    }
    if let Some(first) = links.first() {
        let news = AccountantNews::Asked;
        let letter = letter(first, first.greet_accountant(), names, &audit.by_name, news);
        letters.push((first.to_accountant(), letter));
    }
    mail::post_all(tx, &audit.by_itself(), &letters).await
}
