//! Putting contributions in for a practice.

use leptos::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{
    file,
    model::FormView,
    store::{Import, PutIn},
};
use crate::{
    access::{Actor, Administers, Service},
    base::{clock::new_id, codec::Wire, dates::Date, error::AppError, ids::OdsCode},
    database::Failure,
    ui::{Distinct, Outcome, with_query},
    users::{
        confirmed::{self, Press, Pressed},
        roles::store::may_change,
    },
    web::{Request, SentFile, answer},
};

/// The address of its page.
pub(super) const PAGE: &str = "/pensions/contributions";

/// The largest file that a page takes, in bytes: some 50,000 lines. The text that is sent on with the confirmation may be larger, since
/// browsers end lines with two characters.
const LARGEST: usize = 4 * 1024 * 1024;

const TOO_LARGE: &str =
    "The file is larger than 4 MB. Put it in in parts, each with the line that names the columns";

/// Puts a file of contributions in for a practice: every fault with its line or what it does, then all of it at once.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/contributions")]
pub async fn put_in_contributions(
    /// The practice's code.
    #[server(default)]
    practice: String,
    /// What the file says, sent on with the confirmation.
    #[server(default)]
    lines: String,
    /// The file, in Base64, and what it is called.
    #[server(default)]
    file: SentFile,
    #[server(default)] file_called: String,
    /// "yes" to leave out lines that can't be used.
    #[server(default)]
    leave_out: Distinct<1>,
    /// "check", "save" or "change".
    #[server(default)]
    step: String,
    /// Makes a save of this form happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    // What somebody calls their file may name people.
    let _ = file_called;
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let Some((permit, name)) = place(&request, &actor, &practice).await? else {
            return Ok(Outcome::wrong("practice", "Choose the practice"));
        };
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, "")?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        if file.bytes().len() > LARGEST {
            return Ok(Outcome::wrong("file", TOO_LARGE));
        }
        let bytes = file.or(&lines);
        let read = match read(bytes, request.app.clock.today()) {
            Ok(read) => read,
            Err(why) => return Ok(Outcome::wrong("file", why)),
        };
        let code = permit.practice().as_ref();
        let put_in = PutIn {
            import: Import::of_practice(&read, !leave_out.is_empty(), &permit),
            practice: &[&name, " (", code, ")"].concat(),
            hash: Sha256::digest(bytes).into(),
        };
        let to = with_query(PAGE, &[("practice", code), ("done", "saved")]);
        let outcome = Box::pin(confirmed::run(&request, &actor, put_in, pressed, &to)).await?;
        Ok(confirmed::carrying(outcome, bytes))
    })
    .await
}

/// The practice that is chosen, with its name; none if none is. A form from somebody who administers nothing, or not that one, is
/// recorded: no page offers one.
async fn place(
    request: &Request,
    actor: &Actor,
    practice: &str,
) -> Result<Option<(Administers, String)>, Failure> {
    let mine = actor.administered_for(Service::Gpp);
    let anywhere = if mine.is_empty() {
        Err(not_an_administrator())
    } else {
        Ok(())
    };
    may_change(request, actor, None, anywhere).await?;
    let Ok(practice) = practice.parse::<OdsCode>() else {
        return Ok(None);
    };
    let permit = actor.administer(&practice, Service::Gpp);
    let permit = may_change(request, actor, None, permit).await?;
    let name = mine.into_iter().find(|(ods, _)| *ods == practice);
    Ok(name.map(|(_, name)| (permit, name)))
}

/// What a file says, or why it can't be used as a whole.
fn read(bytes: &[u8], today: Date) -> Result<file::ContributionFile, String> {
    if bytes.is_empty() {
        return Err("Choose the file of contributions".to_owned());
    }
    let unusable = |why| ["The file can't be used: ", &format!("{why}"), "."].concat();
    file::read(bytes, today).map_err(unusable)
}

fn not_an_administrator() -> AppError {
    AppError::Forbidden(
        "Only an administrator of GP Payments and Pensions can upload contributions. Ask one at your practice."
            .to_owned(),
    )
}

/// What the form shows. Those who administer payments and pensions nowhere are refused.
pub(super) async fn form() -> Result<FormView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let practices = actor.administered_for(Service::Gpp);
        if practices.is_empty() {
            return Err(Failure::from(not_an_administrator()));
        }
        Ok(FormView {
            practices,
            idempotency_key: new_id().to_string(),
        })
    })
    .await
}
