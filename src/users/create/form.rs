//! The form of a new user: what it asks for step by step, and what it sends, read.

use super::{NewUser, api::CreateUser, store};
use crate::{
    access::Terms,
    base::{clock::new_id, dates::Date, ids::UserId, text::Email},
    database::Failure,
    people::store::user_with,
    ui::{FormState, Outcome, addresses, escape},
    users::{
        confirmed::{self, Press, Pressed},
        roles::{self, Arrival, SentTable},
    },
    web::{Request, session::new_secret},
};

impl CreateUser {
    /// Takes the form on from where it is.
    pub(super) async fn go_on(self) -> Result<Outcome, Failure> {
        let request = Request::current();
        let actor = request.actor().await?;
        roles::store::may_change(&request, &actor, None, actor.create_users()).await?;
        let email = match Email::parse(&self.email) {
            Ok(email) => email,
            Err(error) => return Ok(Outcome::wrong("email", error)),
        };
        if let Some(before) = self.before_the_check(&request, &email).await? {
            return Ok(before);
        }
        let user = match self.user(email) {
            Ok(user) => user,
            Err(form_state) => return Ok(details(form_state)),
        };
        let sent = SentTable::read(&self.seen, &self.ticks)?;
        let step = Press::read(&self.step)?;
        let pressed = Pressed::read(step, &self.idempotency_key, &self.code)?;
        let terms = match self.terms(request.app.clock.today()) {
            Ok(terms) => terms,
            Err(form_state) => return Ok(details(form_state)),
        };
        let id = UserId(new_id());
        let create = store::Create {
            id,
            user: &user,
            sent: &sent,
            terms,
            secret: &new_secret(),
        };
        let to = [&addresses::user(id), "?done=", &pressed.mark()].concat();
        confirmed::run(&request, &actor, create, pressed, &to).await
    }

    /// What comes before anything is checked: the account that the address has already, or the details.
    async fn before_the_check(
        &self,
        request: &Request,
        email: &Email,
    ) -> Result<Option<Outcome>, Failure> {
        if self.step == "save" {
            return Ok(None);
        }
        let mut tx = request.app.db.read().await?;
        if let Some(id) = user_with(&mut tx, email.as_ref()).await? {
            let filled_in = !self.seen.is_empty();
            return Ok(Some(if filled_in {
                made_meanwhile(id)
            } else {
                account_at(id, email, &self.practices)
            }));
        }
        Ok(match self.step.as_str() {
            "check" => None,
            step if roles::shows_again(step) => Some(Outcome::step(step)),
            _ => Some(Outcome::step("details")),
        })
    }

    fn user(&self, email: Email) -> Result<NewUser, FormState> {
        let (first, last) = (&self.first_name, &self.last_name);
        NewUser::read(email, &self.title, first, last, &self.phone)
    }

    /// Dates and reason of the first roles, of which there is one at least.
    fn terms(&self, today: Date) -> Result<Terms, FormState> {
        if self.ticks.is_empty() {
            return Err(FormState::wrong("roles", "Tick at least one role"));
        }
        let (starts, ends) = (&self.starts, &self.ends);
        roles::terms(starts, ends, &self.reason, false, false, today)
    }
}

/// Back to the details, with what is wrong.
pub(super) fn details(form_state: FormState) -> Outcome {
    Outcome::Form(FormState {
        step: "details".to_owned(),
        ..form_state
    })
}

/// Back to the details, which stay as they were filled in, with a way to the account that somebody else made meanwhile.
pub(super) fn made_meanwhile(user: UserId) -> Outcome {
    const TOLD: &str = "Someone created an account with this address while you filled in the form. Open it in another tab \
                        and tick there the roles that you ticked below";
    details(FormState::wrong(&addresses::user(user), TOLD))
}

/// On to an account that is there already, with the practices that were chosen.
fn account_at(user: UserId, typed: &Email, practices: &str) -> Outcome {
    let mut to = Arrival(typed.as_ref()).page(user);
    if !practices.is_empty() {
        to.extend(["&practices=", &escape(practices)]);
    }
    Outcome::Done { to }
}
