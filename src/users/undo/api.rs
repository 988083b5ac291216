//! Reading a change that is to be taken back, and taking it back.

use leptos::prelude::*;

use super::UndoView;
use crate::{
    base::{codec::Wire, error::AppError},
    ui::{Distinct, Outcome},
};

/// A change, and what of it can still be taken back.
#[server(prefix = "/api", output = Wire, endpoint = "undo/open")]
pub async fn read_undo(
    /// The change: the practice's code and the number of one of its events there, with a hyphen between, or the key of the form
    /// that the reader saved.
    change: String,
) -> Result<UndoView, AppError> {
    use super::{save, store};
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let found = store::find(&request, &actor, &store::Named::read(&change)?).await?;
        save::view(&request, &actor, change, &found).await
    })
    .await
}

/// Takes a change back, as far as it can be. Answered with the exact list first.
#[server(prefix = "/api", output = Wire, endpoint = "undo/save")]
pub async fn undo_change(
    /// As for reading it.
    change: String,
    /// How everything stood when the page was shown.
    #[server(default)]
    seen: String,
    #[server(default)] reason: String,
    /// "check" and "save", or "change" to go back.
    #[server(default)]
    step: String,
    /// Confirmations that were ticked.
    #[server(default)]
    accepts: Distinct<10>,
    /// A code of the actor's own, where somebody is made an administrator again.
    #[server(default)]
    code: String,
    /// Makes what is sent from this page happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    use super::{save::Undo, store};
    use crate::{
        access::Terms,
        base::text::Reason,
        users::{
            confirmed::{self, Press, Pressed},
            roles::store::may_change,
        },
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let named = store::Named::read(&change)?;
        may_change(&request, &actor, None, named.permit(&actor)).await?;
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, &code)?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let reason = match Reason::if_any(&reason) {
            Ok(reason) => reason,
            Err(why) => return Ok(Outcome::wrong("reason", why)),
        };
        let found = store::find(&request, &actor, &named).await?;
        let undo = Undo {
            found: &found,
            seen: &seen,
            terms: Terms {
                reason: reason.into(),
                accepts_no_administrator: !accepts.is_empty(),
                ..Terms::default()
            },
        };
        let to = [&found.address(), "?done=yes"].concat();
        confirmed::run(&request, &actor, undo, pressed, &to).await
    })
    .await
}
