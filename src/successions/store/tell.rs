//! Writing to those whom the end of a practice concerns.

use super::{
    people::administrators,
    stored::{Stored, Successor},
};
use crate::{
    base::{error::AppError, ids::UserId},
    database::{Failure, Tx},
    mail::{self, Letter, SuccessionLetter, SuccessionNews},
    successions::fate::{Fate, names},
    ui::addresses,
    web::AuditContext,
};

impl Stored {
    fn letter(&self, name: String, audit: &AuditContext, news: SuccessionNews) -> SuccessionLetter {
        SuccessionLetter {
            name,
            reference: self.reference.clone(),
            practice: self.named(),
            successors: self.successors.iter().map(Successor::named).collect(),
            day: self.standing.effective_on.in_words(),
            read_until: self.read_until(audit.today),
            roles: Vec::new(),
            elsewhere: Vec::new(),
            administers: false,
            gp: false,
            words: String::new(),
            link: String::new(),
            news,
        }
    }

    /// Tells a user of the practice what happens to them.
    pub(super) async fn tell_user(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        fate: &Fate,
        news: SuccessionNews,
        words: &str,
    ) -> Result<(), Failure> {
        let letter = |name| {
            Letter::Succession(SuccessionLetter {
                roles: names(&fate.moves),
                elsewhere: fate.elsewhere.clone(),
                administers: !fate.administers.is_empty(),
                gp: fate.gp,
                link: self.page_for(fate),
                words: words.to_owned(),
                ..self.letter(name, audit, news)
            })
        };
        mail::tell(tx, &audit.by_itself(), fate.user, letter).await
    }

    /// Where a user of the practice can do or see something about its end.
    fn page_for(&self, fate: &Fate) -> String {
        match (fate.administers.is_empty(), fate.gp) {
            (false, _) => addresses::practice_page(&self.practice, "successions"),
            (true, true) => "/performers/me".to_owned(),
            (true, false) => String::new(),
        }
    }

    /// Tells those who administer something at a practice that follows.
    pub(super) async fn tell_administrators(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        news: SuccessionNews,
        words: &str,
    ) -> Result<(), Failure> {
        for successor in &self.successors {
            for user in administrators(tx, &successor.ods, audit.today)
                .await?
                .into_keys()
            {
                let letter = |name| {
                    Letter::Succession(SuccessionLetter {
                        words: words.to_owned(),
                        link: addresses::practice_page(&successor.ods, "successions"),
                        ..self.letter(name, audit, news)
                    })
                };
                mail::tell(tx, &audit.by_itself(), user, letter).await?;
            }
        }
        Ok(())
    }

    /// Tells somebody which of their roles a practice that follows does not give them.
    pub(super) async fn tell_declined(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        successor: &Successor,
        user: UserId,
        roles: Vec<String>,
    ) -> Result<(), Failure> {
        let letter = |name| {
            Letter::Succession(SuccessionLetter {
                successors: vec![successor.named()],
                roles,
                words: audit.by_name.clone(),
                ..self.letter(name, audit, SuccessionNews::Declined)
            })
        };
        mail::tell(tx, audit, user, letter).await
    }

    /// The successor with this code, or that there is none.
    pub(super) fn successor(
        &self,
        practice: &crate::base::ids::OdsCode,
    ) -> Result<&Successor, Failure> {
        let mut successors = self.successors.iter();
        let found = successors.find(|successor| successor.ods == *practice);
        found.ok_or(Failure::Public(AppError::NotFound))
    }
}
