//! The permits about a member's forms of the end of the pension year. Completing and submitting are two permits, and nobody who
//! acts as the member's accountant ever gets the second.

use crate::{
    access::{Actor, Service},
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
    },
};

/// What is known of a form and of the actor's ties to its member, besides what the session says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormTies {
    /// Whose form it is.
    pub member: UserId,
    /// How far the actor acts for the member as their accountant.
    pub acts: ActsFor,
    /// The practices that the member lets submit for them today, and that may submit this form.
    pub authorised: Vec<OdsCode>,
    /// Whether the actor is a registration officer of the pensions desk.
    pub desk: bool,
    /// Whether it has been submitted, and not taken back.
    pub submitted: bool,
}

/// How far somebody acts for a member as their accountant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActsFor {
    /// Not at all.
    Nothing,
    /// They are their accountant, or were it at any time since the first edition of this form was begun; this form they don't see.
    Otherwise,
    /// A link covers this form today.
    This,
}

/// As whom somebody deals with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormSide {
    /// Whose it is.
    Member,
    /// The member's accountant, whose link covers it.
    Accountant,
    /// The member has let this practice submit for them.
    Practice(OdsCode),
    /// The pensions desk.
    Desk,
}

/// Proof that the actor sees a form, and as whom.
///
/// ```compile_fail,E0451
/// # use practice_access::access::{FormSide, SeesForm};
/// fn forge() -> SeesForm {
///     SeesForm { side: FormSide::Member }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct SeesForm {
    side: FormSide,
}

/// Proof that the actor may fill in a form: they are the member or their accountant.
#[derive(Clone, Copy, Debug)]
pub struct CompletesForm {
    accountant: bool,
}

/// Proof that the actor may submit a form: for themselves, or for the member on behalf of a practice.
///
/// ```compile_fail,E0451
/// # use practice_access::{access::SubmitsForm, base::ids::UserId};
/// fn forge(by: UserId) -> SubmitsForm {
///     SubmitsForm { by, on_behalf: None }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct SubmitsForm {
    by: UserId,
    on_behalf: Option<OdsCode>,
}

/// Proof that the actor belongs to the pensions desk, and who they are.
#[derive(Clone, Copy, Debug)]
pub struct PensionsDesk(UserId);

impl Actor {
    /// Leave to see a form. Whoever may not is not told that there is one.
    pub fn see_form(&self, ties: &FormTies) -> Result<SeesForm, AppError> {
        let side = if ties.member == self.id {
            FormSide::Member
        } else if ties.acts == ActsFor::This {
            FormSide::Accountant
        } else if let Some(practice) = self.submits_at(ties) {
            FormSide::Practice(practice.clone())
        } else if ties.submitted && self.pensions_desk(ties.desk).is_ok() {
            FormSide::Desk
        } else {
            return Err(AppError::NotFound);
        };
        Ok(SeesForm { side })
    }

    /// Leave to fill a form in.
    pub fn complete_form(&self, ties: &FormTies) -> Result<CompletesForm, AppError> {
        match self.see_form(ties)?.side {
            FormSide::Member => Ok(CompletesForm { accountant: false }),
            FormSide::Accountant => Ok(CompletesForm { accountant: true }),
            FormSide::Practice(_) | FormSide::Desk => Err(AppError::Forbidden(
                "Only the member and their accountant can fill in this form. Ask the member to change it."
                    .to_owned(),
            )),
        }
    }

    /// Leave to submit a form. The member has it, and a user administrator of GP Payments and Pensions at a practice that the
    /// member has authorised; an accountant of the member never, whatever else they are.
    pub fn submit_form(&self, ties: &FormTies) -> Result<SubmitsForm, AppError> {
        let on_behalf = if ties.member == self.id {
            None
        } else if let Some(practice) = self.submits_at(ties) {
            Some(practice.clone())
        } else {
            return Err(AppError::Forbidden(
                "Only the member can submit this form, or a practice that the member has authorised. An accountant fills it in and marks it as ready."
                    .to_owned(),
            ));
        };
        Ok(SubmitsForm {
            by: self.id,
            on_behalf,
        })
    }

    /// Leave to decide about forms. `on_desk`: whether the officer was given the pensions desk.
    pub fn pensions_desk(&self, on_desk: bool) -> Result<PensionsDesk, AppError> {
        if self.registration_officer && on_desk {
            Ok(PensionsDesk(self.id))
        } else {
            Err(AppError::Forbidden(
                "Only registration officers of the pensions desk can see this.".to_owned(),
            ))
        }
    }

    /// The practice on whose behalf the actor could submit.
    fn submits_at<'a>(&self, ties: &'a FormTies) -> Option<&'a OdsCode> {
        let administered = |practice: &&OdsCode| self.administer(practice, Service::Gpp).is_ok();
        let mut practices = ties.authorised.iter();
        practices
            .find(administered)
            .filter(|_| ties.acts == ActsFor::Nothing)
    }
}

impl SeesForm {
    /// As whom.
    pub fn side(&self) -> &FormSide {
        &self.side
    }
}

impl CompletesForm {
    /// Whether as an accountant.
    pub fn is_accountant(self) -> bool {
        self.accountant
    }
}

impl SubmitsForm {
    /// Who.
    pub fn by(&self) -> UserId {
        self.by
    }

    /// The practice that does it for the member; none where the member does it.
    pub fn on_behalf(&self) -> Option<&OdsCode> {
        self.on_behalf.as_ref()
    }
}

impl PensionsDesk {
    /// The officer.
    pub fn officer(self) -> UserId {
        self.0
    }
}
