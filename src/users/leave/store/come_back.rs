//! Coming back.

use super::{at::At, remembered};
use crate::{
    access::{ComingBack, Holder, come_back},
    base::dates::Instant,
    database::{Failure, Tx},
    history::{Action, Detail},
    mail::Comes,
    still_here::ask_whether_still_here,
    users::{
        confirmed::Acting,
        roles::store::{apply_as, move_place, tell_changed, tell_place},
    },
};

impl At<'_> {
    /// Decides that the user comes back, after those who hold what `came` says have come back.
    pub(crate) async fn plan_return(
        &self,
        tx: &mut Tx,
        version: i64,
        came: &[Holder],
    ) -> Result<ComingBack, Failure> {
        let (subject, mut column) = self.read(tx).await?;
        column.holders.extend(came.iter().cloned());
        let (permissions, today) = (self.by.permissions, self.by.audit.today);
        let remembered = remembered(tx, self.user, self.practice, today).await?;
        come_back(subject, column, version, &remembered, permissions, today)
            .map_err(Failure::Refused)
    }

    /// Gives back what the user held, each role with its own days.
    pub(crate) async fn bring_back(
        tx: &mut Tx,
        by: Acting<'_>,
        coming: &ComingBack,
    ) -> Result<(), Failure> {
        Self::bring_back_as(tx, by, coming, None).await
    }

    /// The same. `takes_back`: the moment of the removal that it takes back.
    pub(crate) async fn bring_back_as(
        tx: &mut Tx,
        by: Acting<'_>,
        coming: &ComingBack,
        takes_back: Option<Instant>,
    ) -> Result<(), Failure> {
        if coming.plans().is_empty() {
            return Self::reopen(tx, by, coming).await;
        }
        for plan in coming.plans() {
            apply_as(tx, by.audit, plan, takes_back).await?;
        }
        tell_changed(tx, by.audit, coming.plans()).await
    }

    /// Opens the place of somebody whose roles all come from the Performers List: none of them had ended.
    async fn reopen(tx: &mut Tx, by: Acting<'_>, coming: &ComingBack) -> Result<(), Failure> {
        let (subject, column) = (coming.subject(), coming.column());
        let at = At {
            user: subject.user,
            practice: &column.practice,
            by,
        };
        let place = (at.user, at.practice, &*column.name);
        move_place(tx, by.audit, place, column.version).await?;
        ask_whether_still_here(tx, by.audit, at.user, at.practice).await?;
        let roles: Vec<_> = coming.automatic().collect();
        let detail = Detail {
            before: roles.clone(),
            after: roles,
            ..Detail::default()
        };
        at.record(tx, subject, column, Action::BroughtBack, detail, "")
            .await?;
        let practice = (at.practice, &*column.name);
        tell_place(tx, by.audit, at.user, practice, Comes::Back).await
    }
}
