//! What people ask and decide about accountants.

use leptos::prelude::*;
use uuid::Uuid;

use super::{
    file,
    model::{
        Firm, LinkFilter, LinkLine, LinkView, LinksView, MemberFilter, MembersView, Named,
        NamingView,
    },
    store::{self, Members, NameAccountants, Naming},
};
use crate::{
    access::Service,
    accountant_links::Scope,
    base::{
        clock::new_id,
        codec::Wire,
        error::AppError,
        ids::{OdsCode, UserId},
        text::{Email, NotAName, PersonName, Phone},
    },
    database::Failure,
    ui::{DateBoxes, Distinct, FormState, Outcome},
    users::{
        MOST_PEOPLE,
        confirmed::{self, Press, Pressed},
        create::wrong_names,
        roles::{self, store::may_change},
    },
    web::{Request, SentFile, answer},
};

pub mod decide;
mod upload;

/// A page of the links of the actor's practices.
#[server(prefix = "/api", output = Wire, endpoint = "accountants/list")]
pub async fn list_links(
    /// What they are narrowed to.
    #[server(default)]
    filter: LinkFilter,
) -> Result<LinksView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let mut tx = request.app.db.read().await?;
        store::links(&mut tx, &actor, filter, false).await
    })
    .await
}

/// One link of a practice of the actor's.
#[server(prefix = "/api", output = Wire, endpoint = "accountants/open")]
pub async fn open_accountant_link(id: Uuid) -> Result<LinkView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let mut tx = request.app.db.read().await?;
        store::view(&mut tx, &actor, id).await
    })
    .await
}

/// What the form shows by which an accountant is named. Without a practice the only one, if the actor has one alone.
#[server(prefix = "/api", output = Wire, endpoint = "accountants/form")]
pub async fn naming_form(
    /// A practice's code; may be empty.
    #[server(default)]
    practice: String,
) -> Result<NamingView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let practices = actor.administered_for(Service::Gpp);
        let chosen = match practices.as_slice() {
            [only] if practice.is_empty() => Some(only.clone()),
            all => all
                .iter()
                .find(|(ods, _)| ods.as_ref() == practice)
                .cloned(),
        };
        if chosen.is_none() && (practices.is_empty() || !practice.is_empty()) {
            let ods = practice.parse().map_err(|_| not_an_administrator())?;
            actor.administer(&ods, Service::Gpp)?;
        }
        let members = match &chosen {
            None => Vec::new(),
            Some((ods, _)) => {
                let permit = actor.administer(ods, Service::Gpp)?;
                let mut tx = request.app.db.read().await?;
                store::members_with_accountants(&mut tx, &permit).await?
            }
        };
        Ok::<_, Failure>(NamingView {
            practices,
            practice: chosen,
            members,
            idempotency_key: new_id().to_string(),
        })
    })
    .await
}

fn not_an_administrator() -> AppError {
    AppError::Forbidden(
        "Only an administrator of GP Payments and Pensions can name accountants. Ask one at your practice."
            .to_owned(),
    )
}

// Long: most of it says what each field of the form is.
/// Names an accountant for members of a practice. Pressed once it answers with the list of what it does; confirmed, it does it.
#[server(prefix = "/api", output = Wire, endpoint = "accountants/name")]
pub async fn name_accountant(
    practice: OdsCode,
    /// The members, by account.
    #[server(default)]
    people: Distinct<MOST_PEOPLE, UserId>,
    /// "yes" for all members who have not got this accountant.
    #[server(default)]
    all: Distinct<1>,
    /// The accountant's address.
    #[server(default)]
    email: String,
    /// Their name, for a new account.
    #[server(default)]
    first_name: String,
    #[server(default)] last_name: String,
    #[server(default)] firm: String,
    #[server(default)] phone: String,
    /// What they see and complete, by the codes of its parts.
    #[server(default)]
    scope: Distinct<3>,
    /// First day: day, month, year. Left empty, today.
    #[server(default)]
    starts: DateBoxes,
    /// Last day: day, month, year. May be empty.
    #[server(default)]
    ends: DateBoxes,
    /// "check", "save" or "change".
    #[server(default)]
    step: String,
    /// Makes a save of this form happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.administer(&practice, Service::Gpp);
        let permit = may_change(&request, &actor, None, permit).await?;
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, "")?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let today = request.app.clock.today();
        let read = (
            read_named(&email, &first_name, &last_name, &firm, &phone),
            Scope::from_codes(scope.iter().map(String::as_str)),
            roles::terms(&starts, &ends, "", false, false, today),
        );
        let (Ok(accountant), Some(scope), Ok(terms)) = read else {
            return Ok(Outcome::Form(all_wrong(read)));
        };
        let members = if all.is_empty() {
            Members::These(people.iter().map(|id| (*id, 0)).collect())
        } else {
            Members::All
        };
        let naming = [Naming {
            permit,
            accountant,
            members,
            scope,
            starts_on: terms.starts_on,
            ends_on: terms.ends_on,
        }];
        let change = NameAccountants { namings: &naming };
        let to = ["/accountants?practice=", practice.as_ref(), "&done=named"].concat();
        Box::pin(confirmed::run(&request, &actor, change, pressed, &to)).await
    })
    .await
}

/// Everything that is wrong with a form, as its fields stand on the page.
fn all_wrong<T>(
    (named, scope, terms): (
        Result<Named, FormState>,
        Option<Scope>,
        Result<T, FormState>,
    ),
) -> FormState {
    let mut wrong = named.err().unwrap_or_default();
    if scope.is_none() {
        wrong = wrong.and_wrong("scope", "Choose what the accountant can see and fill in");
    }
    if let Err(terms) = terms {
        wrong.errors.extend(terms.errors);
    }
    wrong
}

/// Reads who is named, or says everything that has to be put right. Without a name an account has to be there.
fn read_named(
    email: &str,
    first_name: &str,
    last_name: &str,
    firm: &str,
    phone: &str,
) -> Result<Named, FormState> {
    let email = Email::parse(email);
    let name = match PersonName::read("", first_name, last_name) {
        Ok(name) => Ok(Some(name)),
        Err(_) if first_name.is_empty() && last_name.is_empty() => Ok(None),
        Err(wrong) => Err(wrong),
    };
    let (firm, phone) = (Firm::read(firm), Phone::read(phone));
    if let (Ok(email), Ok(name), Ok(firm), Ok(phone)) = (&email, &name, &firm, &phone) {
        return Ok(Named {
            email: email.clone(),
            name: name.clone(),
            firm: firm.clone(),
            phone: phone.clone(),
        });
    }
    let mut wrong = FormState::default();
    if let Err(why) = email {
        wrong = wrong.and_wrong("email", why);
    }
    let names: Vec<(&'static str, NotAName)> = name.err().unwrap_or_default();
    wrong.errors.extend(wrong_names(names).errors);
    if let Err(why) = firm {
        wrong = wrong.and_wrong("firm", why);
    }
    if let Err(why) = phone {
        wrong = wrong.and_wrong("phone", why);
    }
    Err(wrong)
}

/// Names the accountants of a file, or of pasted lines: every fault with its line, then the list of what it does, then all of it
/// at once.
#[server(prefix = "/api", output = Wire, endpoint = "accountants/upload")]
pub async fn upload_accountants(
    /// Pasted lines; may be empty.
    #[server(default)]
    lines: String,
    /// The file, in Base64, and what it is called.
    #[server(default)]
    file: SentFile,
    #[server(default)] file_called: String,
    /// "check", "save" or "change".
    #[server(default)]
    step: String,
    /// Makes a save of this form happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    let _ = file_called;
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = if actor.administered_for(Service::Gpp).is_empty() {
            Err(not_an_administrator())
        } else {
            Ok(())
        };
        may_change(&request, &actor, None, permit).await?;
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, "")?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let bytes = file.or(&lines);
        if bytes.is_empty() {
            return Ok(Outcome::wrong("file", "Choose a file, or paste its lines"));
        }
        let read = match file::read(bytes) {
            Ok(read) => read,
            Err(why) => {
                let why = ["The file can't be used: ", &why.to_string(), "."].concat();
                return Ok(Outcome::wrong("file", why));
            }
        };
        let namings = match upload::namings(&request, &actor, read).await? {
            Ok(namings) => namings,
            Err(faults) => return Ok(Outcome::Form(faults)),
        };
        let change = NameAccountants { namings: &namings };
        let to = "/accountants?done=named";
        let outcome = Box::pin(confirmed::run(&request, &actor, change, pressed, to)).await?;
        Ok(confirmed::carrying(outcome, bytes))
    })
    .await
}

/// Whether the actor names accountants anywhere, and the key of a form. Others are refused.
pub(crate) async fn may_upload() -> Result<String, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        if actor.administered_for(Service::Gpp).is_empty() {
            return Err(Failure::from(not_an_administrator()));
        }
        Ok(new_id().to_string())
    })
    .await
}

/// The actor's own accountants.
#[server(prefix = "/api", output = Wire, endpoint = "accountants/mine")]
pub async fn my_accountants() -> Result<Vec<LinkLine>, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let now = request.app.clock.now();
        let mut tx = request.app.db.read().await?;
        store::my_links(&mut tx, &actor, now).await
    })
    .await
}

/// The members whom the actor is the accountant of.
#[server(prefix = "/api", output = Wire, endpoint = "accountants/members")]
pub async fn my_members(
    /// What they are narrowed to.
    #[server(default)]
    filter: MemberFilter,
) -> Result<MembersView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let mut tx = request.app.db.read().await?;
        store::members_of(&mut tx, &actor, filter, request.app.clock.today()).await
    })
    .await
}
