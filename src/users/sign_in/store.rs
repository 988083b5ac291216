//! How a user gets in, in the database.

use uuid::Uuid;

use super::{Invitation, InvitedTo, NewestMail, SignInView};
use crate::{
    access::{Actor, Column, DesiredRoles, LooksAfter, OverAccount, Plan, Terms, plan},
    accountant_links,
    base::{
        clock::{in_words, new_id},
        dates::Instant,
        error::AppError,
        ids::{OdsCode, UserId},
        search_words::Names,
        text::{Email, NotAnEmail, isolated},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Fate},
    people::store::{readdress, user_places},
    people::{Readdressed, readdressed},
    sign_in::{
        closed::is_closed,
        factor,
        invitations::{Reissue, invite},
        links::{self, End, Purpose},
        throttle,
    },
    users::LastSignIn,
    users::roles::UNREADABLE,
    users::roles::store::{apply, read_columns, read_subject, use_idempotency_key},
    web::{AuditContext, Request},
};

#[derive(sqlx::FromRow)]
struct Account {
    email: String,
    title: String,
    first_name: String,
    last_name: String,
    gmc_number: Option<String>,
    has_password: bool,
    is_registration_officer: bool,
    /// Whether they had a place and have none any more. A GP has an account without one.
    gone: bool,
    last_sign_in_at: Option<Instant>,
}

impl Account {
    fn names<'a>(&'a self, email: &'a str) -> Names<'a> {
        Names {
            title: &self.title,
            first: &self.first_name,
            last: &self.last_name,
            email,
            gmc: self.gmc_number.as_deref(),
        }
    }

    fn name(&self) -> String {
        crate::base::text::full_name(&self.first_name, &self.last_name)
    }
}

/// An account, the practices it is open at, and the actor's leave to look after it.
async fn find(
    tx: &mut Tx,
    actor: &Actor,
    user: UserId,
) -> Result<(Account, Vec<OdsCode>, LooksAfter), Failure> {
    let account: Option<Account> = tx
        .optional(
            Query::new(
                "SELECT email, title, first_name, last_name, gmc_number, password_hash IS NOT NULL AS has_password,
                        is_registration_officer, last_sign_in_at,
                        NOT EXISTS (SELECT 1 FROM performer f WHERE f.user_id = app_user.id)
                            AND EXISTS (SELECT 1 FROM membership m WHERE m.user_id = app_user.id)
                            AND NOT EXISTS (SELECT 1 FROM membership m
                                            WHERE m.user_id = app_user.id AND m.status <> 'deactivated') AS gone
                 FROM app_user WHERE id = $1",
            )
            .bind(user),
        )
        .await?;
    let account = account.ok_or(Failure::Public(AppError::NotFound))?;
    let places = user_places(tx, user).await?;
    let permit = actor.look_after(&places)?;
    let open = places.into_iter().filter(|place| place.open);
    let open = open.map(|place| place.practice).collect();
    Ok((account, open, permit))
}

/// When the newest invitation was written, until when its link is good, and whether it was not used or taken back.
async fn newest_invitation(
    tx: &mut Tx,
    user: UserId,
) -> Result<Option<(Instant, Instant, bool)>, Failure> {
    let query = Query::new(
        "SELECT created_at, expires_at, ended_at IS NULL FROM account_link
         WHERE user_id = $1 AND purpose = 'invitation' ORDER BY created_at DESC LIMIT 1",
    );
    Ok(tx.optional(query.bind(user)).await?)
}

/// What became of the invitation of somebody who has not set up their account, and until when it works; nothing if there is none.
pub(in crate::users) async fn invitation_in_words(
    tx: &mut Tx,
    user: UserId,
    email: &str,
) -> Result<Option<String>, Failure> {
    let set_up = Query::new("SELECT password_hash IS NOT NULL FROM app_user WHERE id = $1");
    let (set_up,): (bool,) = tx.one(set_up.bind(user)).await?;
    let Some((_, until, true)) = newest_invitation(tx, user).await?.filter(|_| !set_up) else {
        return Ok(None);
    };
    let fate = match mail::newest_to(tx, email).await? {
        Some(Fate::HandedOver(at)) => [" was sent on ", &at, "."].concat(),
        Some(Fate::NotArrived(why)) => [" did not arrive. ", &why, "."].concat(),
        Some(Fate::OnItsWay(_)) | None => " waits to be sent.".to_owned(),
    };
    Ok(Some(
        [
            "The invitation to ",
            email,
            &fate,
            " Its link works until ",
            &in_words(until),
            ".",
        ]
        .concat(),
    ))
}

/// What is told of an account to whoever has power over it.
#[derive(Default)]
struct Known {
    /// Until when wrong passwords have locked it.
    locked: Option<Instant>,
    factors: Vec<&'static str>,
    /// In words; empty if they have none.
    exemption: String,
}

async fn known(
    tx: &mut Tx,
    request: &Request,
    (user, username): (UserId, &str),
) -> Result<Known, Failure> {
    let clock = &request.app.clock;
    let exemption = factor::exemption_on(tx, user, clock.today()).await?;
    Ok(Known {
        locked: throttle::locked_until(tx, username, clock.now()).await?,
        factors: factor::kinds(tx, user).await?,
        exemption: exemption
            .map(|running| running.in_words())
            .unwrap_or_default(),
    })
}

/// What the page shows.
pub(super) async fn view(
    request: &Request,
    actor: &Actor,
    user: UserId,
) -> Result<SignInView, Failure> {
    let now = request.app.clock.now();
    let mut tx = request.app.db.read().await?;
    let (account, _, permit) = find(&mut tx, actor, user).await?;
    let newest = newest_invitation(&mut tx, user).await?;
    let invitation = (!account.has_password).then(|| Invitation {
        sent: newest.map(|(sent, ..)| in_words(sent)).unwrap_or_default(),
        until: newest
            .map(|(_, until, _)| in_words(until))
            .unwrap_or_default(),
        good: newest.is_some_and(|(_, until, open)| open && now < until),
    });
    let officer = account.is_registration_officer || is_closed(&mut tx, user).await?;
    let may_help = permit.over_account().is_ok();
    let known = if may_help {
        known(&mut tx, request, (user, &account.email)).await?
    } else {
        Known::default()
    };
    let mail = if may_help || (permit.is_current() && invitation.is_some()) {
        mail::newest_to(&mut tx, &account.email).await?
    } else {
        None
    };
    Ok(SignInView {
        user,
        name: isolated(&account.name()).into_owned(),
        email: Some(account.email)
            .filter(|_| permit.is_current())
            .unwrap_or_default(),
        mail: mail.map(|fate| match fate {
            Fate::OnItsWay(why) => NewestMail::OnItsWay(why),
            Fate::HandedOver(at) => NewestMail::HandedOver(at),
            Fate::NotArrived(why) => NewestMail::NotArrived(why),
        }),
        invitation,
        may_help,
        last_sign_in: LastSignIn::told(account.last_sign_in_at.filter(|_| may_help), true)
            .in_words(),
        factors: known.factors.into_iter().map(str::to_owned).collect(),
        exemption: known.exemption,
        may_exempt: actor.exempt_from_factor(user).is_ok() && !officer,
        locked_until: known.locked.map(in_words).unwrap_or_default(),
        invited_to: match permit.everywhere() {
            _ if account.gone => InvitedTo::Nowhere,
            true => InvitedTo::Own,
            false => InvitedTo::Others,
        },
        officer,
        idempotency_key: new_id().to_string(),
    })
}

/// What is done for a user who can't get in.
#[derive(Clone, Debug)]
pub(super) enum SignInHelp {
    /// The invitation is sent again; the link sent before ends.
    Resend,
    /// The address is put right and the invitation sent there.
    Correct(Email),
    /// The invitation is taken back: its link, the roles and the places end.
    Withdraw,
    /// The lock after wrong passwords is lifted.
    Unlock,
}

impl SignInHelp {
    /// Reads what was sent, with the address to be put right; or why that is none.
    pub(super) fn read(step: &str, email: &str) -> Result<Result<Self, NotAnEmail>, AppError> {
        Ok(Ok(match step {
            "resend" => Self::Resend,
            "unlock" => Self::Unlock,
            "withdraw" => Self::Withdraw,
            "correct" => return Ok(Email::parse(email).map(Self::Correct)),
            _ => return Err(AppError::Invalid(UNREADABLE.to_owned())),
        }))
    }

    /// As in addresses.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Correct(_) => "correct",
            Self::Withdraw => "withdraw",
            Self::Unlock => "unlock",
        }
    }
}

/// Helping a user in.
pub(super) struct Help<'a> {
    pub user: UserId,
    pub step: SignInHelp,
    pub actor: &'a Actor,
    pub audit: &'a AuditContext,
    /// Of the new link, if one is sent.
    pub secret: &'a str,
    pub idempotency_key: Uuid,
    pub location: &'a str,
}

const SET_UP: &str =
    "This user has set up their account in the meantime. There is no invitation any more.";
const NOT_ALONE: &str =
    "This user is not invited by your practices alone. Remove the roles at your practices instead.";
const OTHERS_ROLES: &str = "This user also holds roles of a service that you do not administer. Ask an administrator of \
    that service to remove them first.";
const GONE: &str =
    "This user has no place at a practice any more. Create them again to invite them.";
const OFTEN: &str = "This person was sent several invitations in the last hour. Ask them to use the newest, or try again in \
    an hour.";
const OFFICER: &str = "This is the account of a registration officer, or of somebody who was one. The registration team looks \
    after its invitation on the page of its officers.";
const TAKEN: &str =
    "Another account has this address. Find it by its address, and give the roles to that one.";

impl UnitOfWork for Help<'_> {
    type Done = ();
    type Error = Failure;

    /// By the mark of its form.
    fn is_idempotent(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (account, places, permit) = find(tx, self.actor, self.user).await?;
        let content = (self.user, &self.step);
        if use_idempotency_key(
            tx,
            self.idempotency_key,
            &content,
            self.audit,
            self.location,
        )
        .await?
        .is_some()
        {
            return Ok(());
        }
        let refuse = |why: &str| Err(Failure::Public(AppError::Invalid(why.to_owned())));
        match &self.step {
            SignInHelp::Unlock => {
                self.unlock(tx, permit.over_account()?, &account).await?;
            }
            _ if account.has_password => return refuse(SET_UP),
            _ if account.is_registration_officer || is_closed(tx, self.user).await? => {
                return refuse(OFFICER);
            }
            _ if account.gone => return refuse(GONE),
            _ if !permit.is_current() => return refuse(NOT_ALONE),
            SignInHelp::Resend => {
                if !links::few_lately(tx, self.user, Purpose::Invitation, self.audit.at).await? {
                    return refuse(OFTEN);
                }
                invite(tx, self.audit, self.user, self.secret, Reissue::Yes).await?;
                self.record(tx, &account, Action::InvitationSent).await?;
            }
            _ if !permit.everywhere() => return refuse(NOT_ALONE),
            SignInHelp::Correct(email) => {
                if !readdress(tx, self.user, &account.names(email.as_ref())).await? {
                    return refuse(TAKEN);
                }
                invite(tx, self.audit, self.user, self.secret, Reissue::Yes).await?;
                let how = Readdressed::Corrected;
                readdressed(tx, self.audit, self.user, &account.email, how).await?;
            }
            SignInHelp::Withdraw => {
                links::end(
                    tx,
                    self.user,
                    Purpose::Invitation,
                    End::Withdrawal,
                    self.audit.at,
                )
                .await?;
                self.record(tx, &account, Action::InvitationWithdrawn)
                    .await?;
                self.leave(tx, &places).await?;
            }
        }
        Ok(())
    }
}

impl Help<'_> {
    async fn unlock(
        &self,
        tx: &mut Tx,
        _permit: OverAccount,
        account: &Account,
    ) -> Result<(), Failure> {
        throttle::release(tx, &account.email).await?;
        self.record(tx, account, Action::SignInUnlocked).await
    }

    async fn record(&self, tx: &mut Tx, account: &Account, action: Action) -> Result<(), Failure> {
        let event = NewEvent {
            action,
            subject: Some((self.user, &account.name())),
            practice: None,
            detail: Detail::default(),
            reason: "",
        };
        append(tx, self.audit, event).await
    }

    /// The rules decide about each role, as if its box were unticked; only that nobody would administer a service is no
    /// reason to keep somebody who never came.
    async fn plan(&self, tx: &mut Tx, places: &[OdsCode]) -> Result<Plan, Failure> {
        let subject = read_subject(tx, self.user).await?;
        let subject = subject.ok_or(Failure::Public(AppError::NotFound))?;
        let today = self.audit.today;
        let columns = read_columns(tx, self.user, places, today).await?;
        let nothing = |column: &Column| DesiredRoles {
            practice: column.practice.clone(),
            version: column.version,
            ticked: Vec::new(),
        };
        let wanted: Vec<_> = columns.iter().map(nothing).collect();
        let terms = Terms {
            reason: "Invitation withdrawn".to_owned(),
            accepts_no_administrator: true,
            ..Terms::default()
        };
        let permissions = self.actor.permissions();
        plan(&columns, &wanted, &terms, &subject, &permissions, today).map_err(Failure::Refused)
    }

    /// Ends all roles and places of somebody who never came.
    async fn leave(&self, tx: &mut Tx, places: &[OdsCode]) -> Result<(), Failure> {
        let plan = self.plan(tx, places).await?;
        let reason = &plan.terms().reason;
        apply(tx, self.audit, &plan).await?;
        let (left,): (i64,) = tx
            .one(
                Query::new(
                    "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE user_id = $1 AND ended_at IS NULL",
                )
                .bind(self.user),
            )
            .await?;
        if left > 0 {
            return Err(Failure::Public(AppError::Invalid(OTHERS_ROLES.to_owned())));
        }
        tx.execute(
            Query::new(
                "UPDATE membership SET status = 'deactivated', since = $2, reason = $3, version = version + 1
                 WHERE user_id = $1 AND status <> 'deactivated'",
            )
            .bind(self.user)
            .bind(self.audit.at)
            .bind(reason),
        )
        .await?;
        // Each practice's record says that the place there has ended.
        for practice in places {
            let event = NewEvent {
                action: Action::Deactivated,
                subject: Some((self.user, &plan.subject().name)),
                practice: Some(practice),
                detail: Detail::default(),
                reason,
            };
            append(tx, self.audit, event).await?;
        }
        let places: Vec<_> = places
            .iter()
            .map(|practice| (self.user, practice))
            .collect();
        accountant_links::follow(tx, self.audit, &places).await
    }
}
