//! Adding many people to a practice.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{file, store};
use crate::{
    base::{clock::new_id, codec::Wire, error::AppError, ids::OdsCode},
    database::Failure,
    ui::{FormState, Outcome, addresses},
    users::{
        confirmed::{self, Press, Pressed},
        role_sets::{RoleSet, store::sets},
        roles::store::{just_saved, may_change},
    },
    web::{Request, SentFile, answer},
};

/// What the form shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AddPeopleView {
    pub practice: OdsCode,
    pub name: String,
    pub sets: Vec<RoleSet>,
    pub idempotency_key: String,
    /// Whether the reader saved it just now.
    pub saved: bool,
}

/// The page of one practice, by the last part of its address.
const PAGE: &str = "people/new";

/// What the page of a practice shows. `done`: the mark of a save in the address.
pub(super) async fn read_form(practice: OdsCode, done: String) -> Result<AddPeopleView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.add_people(&practice)?;
        let now = request.app.clock.now();
        let path = addresses::practice_page(&practice, PAGE);
        let mut tx = request.app.db.read().await?;
        Ok::<_, Failure>(AddPeopleView {
            name: permit.practice_name().to_owned(),
            sets: sets(&mut tx, &permit).await?,
            idempotency_key: new_id().to_string(),
            saved: just_saved(&mut tx, now, &actor, &path, &done).await?,
            practice: practice.clone(),
        })
    })
    .await
}

/// The practices that the actor may add people to: codes and names.
pub(super) async fn where_to_add() -> Result<Vec<(OdsCode, String)>, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let practices = actor.administered();
        let practices: Vec<_> = practices
            .map(|place| (place.practice.clone(), place.name.clone()))
            .collect();
        if practices.is_empty() {
            return Err(Failure::from(AppError::Forbidden(
                "Only a user administrator of a practice can add people to it.".to_owned(),
            )));
        }
        Ok(practices)
    })
    .await
}

// Long: the fields of the form, each with what it is.
/// Adds the people of a file, or of pasted lines, to a practice: every fault with its line, then the list of what happens to each,
/// then all of it at once.
#[server(prefix = "/api", output = Wire, endpoint = "people/add")]
pub async fn add_people(
    practice: OdsCode,
    /// Pasted lines; may be empty.
    #[server(default)]
    lines: String,
    /// The file, in Base64, and what it is called.
    #[server(default)]
    file: SentFile,
    #[server(default)] file_called: String,
    /// The role set for lines without roles; may be empty.
    #[server(default)]
    set: String,
    /// How the role sets stood when the list was shown.
    #[server(default)]
    seen: String,
    /// "check", "save" or "change".
    #[server(default)]
    step: String,
    /// A second factor of the actor, where the list asked for one.
    #[server(default)]
    code: String,
    /// Makes a save of this form happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    let _ = file_called;
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = may_change(&request, &actor, None, actor.add_people(&practice)).await?;
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, &code)?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let bytes = file.or(&lines);
        if bytes.is_empty() {
            return Ok(Outcome::wrong("file", "Choose a file, or paste the lines"));
        }
        let read = match file::read(bytes) {
            Ok(read) => read,
            Err(why) => return Ok(Outcome::wrong("file", why)),
        };
        let counted = store::CountChecked {
            by: actor.id,
            lines: read.len(),
            at: request.app.clock.now(),
        };
        request.app.db.write(&counted).await?;
        let mut tx = request.app.db.read().await?;
        let standing = store::standing(&sets(&mut tx, &permit).await?);
        drop(tx);
        let change = store::AddPeople {
            permit: &permit,
            lines: &read,
            default: chosen(&set)?,
            seen,
        };
        let page = addresses::practice_page(&practice, PAGE);
        let to = [&page, "?done=", &pressed.mark()].concat();
        let outcome = Box::pin(confirmed::run(&request, &actor, change, pressed, &to)).await?;
        Ok(carrying(outcome, bytes, standing))
    })
    .await
}

/// The role set that was chosen, if one was.
fn chosen(set: &str) -> Result<Option<Uuid>, AppError> {
    if set.is_empty() {
        return Ok(None);
    }
    let read = set.parse().map_err(|_| AppError::unreadable_form())?;
    Ok(Some(read))
}

/// The answer with the text of the file, to be sent on with the confirmation, or to be put right on the page; and with how the role
/// sets stood.
fn carrying(outcome: Outcome, bytes: &[u8], standing: String) -> Outcome {
    let Outcome::Form(form_state) = outcome else {
        return outcome;
    };
    let lines = String::from_utf8_lossy(bytes).into_owned();
    Outcome::Form(FormState {
        carried: vec![("lines".to_owned(), lines), ("seen".to_owned(), standing)],
        ..form_state
    })
}
