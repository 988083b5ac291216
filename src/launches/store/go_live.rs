//! The day on which a launch goes live: the program gives the roles, some practices with each transaction.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Launch, record};
use crate::{
    access::{Certified, Role},
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
        text::full_name,
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::Action,
    launches::model::LaunchState,
    mail::ChangedBy,
    practices,
    users::{
        certified::{Nominee, account_of, are_officers, change, invite_new, kept_apart},
        roles::store::{end_due, read_columns, tell_changed_by},
    },
    web::{AuditContext, leave_out},
};

/// Practices that are set up in one transaction: few enough to let others in between.
const AT_ONCE: usize = 25;

/// Takes every launch live whose day has come. Doing it twice, or on two servers, sets nobody up twice.
pub async fn go_live(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let due =
        "SELECT id FROM launch WHERE state = 'approved' AND go_live <= $1 ORDER BY go_live, id";
    let due: Vec<(Uuid,)> = db.all(Query::new(due).bind(audit.today)).await?;
    for (launch,) in due {
        let waiting = "SELECT DISTINCT ods FROM nomination WHERE launch = $1 AND state = 'waiting' ORDER BY ods";
        let waiting: Vec<(OdsCode,)> = db.all(Query::new(waiting).bind(launch)).await?;
        let waiting: Vec<_> = waiting.into_iter().map(|(ods,)| ods).collect();
        for some in waiting.chunks(AT_ONCE) {
            set_up(db, launch, some, audit).await?;
        }
        db.write(&Finish { launch, audit }).await?;
    }
    Ok(())
}

/// Sets some practices up; where that fails, each by itself, so that one holds up no other.
async fn set_up(
    db: &Db,
    launch: Uuid,
    practices: &[OdsCode],
    audit: &AuditContext,
) -> Result<(), Failure> {
    let together = SetUpPractices {
        launch,
        practices,
        audit,
    };
    if Box::pin(db.write(&together)).await.is_ok() {
        return Ok(());
    }
    for practice in practices {
        let practices = std::slice::from_ref(practice);
        let alone = SetUpPractices {
            launch,
            practices,
            audit,
        };
        if let Err(error) = Box::pin(db.write(&alone)).await {
            leave_out(error, "A launch", practice)?;
        }
    }
    Ok(())
}

struct SetUpPractices<'a> {
    launch: Uuid,
    practices: &'a [OdsCode],
    audit: &'a AuditContext,
}

#[derive(sqlx::FromRow)]
struct Row {
    line: i64,
    ods: OdsCode,
    title: String,
    first_name: String,
    last_name: String,
    email: String,
    phone: String,
}

impl UnitOfWork for SetUpPractices<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.practices.to_vec()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let launch = Launch::find(tx, self.launch).await?;
        let both = launch.first_officer.zip(launch.second_officer);
        let (LaunchState::Approved, Some((first, second))) = (launch.state, both) else {
            return Ok(());
        };
        if !are_officers(tx, [first, second]).await? {
            return Ok(());
        }
        end_due(tx, self.practices, self.audit).await?;
        let mut nominations = BTreeMap::<OdsCode, Vec<Row>>::new();
        for row in self.nominations(tx).await? {
            nominations.entry(row.ods.clone()).or_default().push(row);
        }
        for (practice, rows) in nominations {
            self.set_up(tx, &launch, &practice, rows, [first, second])
                .await?;
        }
        Ok(())
    }
}

impl SetUpPractices<'_> {
    async fn nominations(&self, tx: &mut Tx) -> Result<Vec<Row>, Failure> {
        let mut query = Query::new(
            "SELECT line, ods, title, first_name, last_name, email, phone FROM nomination
             WHERE state = 'waiting' AND launch = ",
        );
        query
            .push_bind(self.launch)
            .push(" AND ods IN ")
            .push_list(self.practices)
            .push(" ORDER BY line");
        Ok(tx.all(query).await?)
    }

    /// Sets up the administrators of one practice, unless it has changed since they were nominated.
    async fn set_up(
        &self,
        tx: &mut Tx,
        launch: &Launch,
        practice: &OdsCode,
        rows: Vec<Row>,
        officers: [UserId; 2],
    ) -> Result<(), Failure> {
        let role = launch.service.administrator();
        let why = against(tx, practice, role, self.audit).await?;
        for row in rows {
            let done = match why {
                Some(why) => Err(why.to_owned()),
                None => self.give(tx, launch, &row, role, officers).await?,
            };
            let (state, user, why) = match done {
                Ok(user) => ("set-up", Some(user), String::new()),
                Err(why) => ("not-set-up", None, why),
            };
            let set = "UPDATE nomination SET state = $3, user_id = $4, why = $5 WHERE launch = $1 AND line = $2";
            let set = Query::new(set).bind(launch.id).bind(row.line).bind(state);
            tx.execute(set.bind(user).bind(why)).await?;
        }
        Ok(())
    }

    /// Gives a nominee the role. Gives why not, if they belong to the registration team by now, or hold a role that nobody holds
    /// together with it.
    async fn give(
        &self,
        tx: &mut Tx,
        launch: &Launch,
        row: &Row,
        role: Role,
        [first, second]: [UserId; 2],
    ) -> Result<Result<UserId, String>, Failure> {
        let name = full_name(&row.first_name, &row.last_name);
        let nominee = Nominee {
            title: &row.title,
            first: &row.first_name,
            last: &row.last_name,
            name: &name,
            email: &row.email,
            phone: &row.phone,
        };
        if is_officer(tx, &row.email).await? {
            return Ok(Err(
                "The nominee belongs to the registration team.".to_owned()
            ));
        }
        if let Some(apart) = kept_apart(tx, self.audit, &row.ods, &row.email, &[role]).await? {
            return Ok(Err([&apart.to_string(), "."].concat()));
        }
        let account = account_of(tx, self.audit, &row.ods, &nominee).await?;
        let certified = Certified::by_two(row.ods.clone(), vec![role], account.id, first, second);
        let missing = || Failure::internal("a launch that two officers have not approved");
        let certified = certified.ok_or_else(missing)?;
        let reason = ["Launch ", &launch.reference].concat();
        let done = change(
            tx,
            self.audit,
            &certified,
            account.id,
            |_| true,
            &[role],
            reason,
        )
        .await?;
        invite_new(tx, self.audit, &account).await?;
        if let (Some(plan), false) = (done, account.is_new) {
            let by = ChangedBy::RegistrationTeam(launch.reference.clone());
            tell_changed_by(tx, self.audit, &[plan], by).await?;
        }
        Ok(Ok(account.id))
    }
}

/// Why nobody is set up at the practice any more.
async fn against(
    tx: &mut Tx,
    practice: &OdsCode,
    role: Role,
    audit: &AuditContext,
) -> Result<Option<&'static str>, Failure> {
    let known = practices::store::name_and_closed(tx, practice).await?;
    if known.is_none_or(|(_, closed)| closed) {
        return Ok(Some("The practice has closed."));
    }
    let nobody = UserId(Uuid::nil());
    let columns = read_columns(tx, nobody, std::slice::from_ref(practice), audit.today).await?;
    let column = columns.first().ok_or(AppError::NotFound)?;
    let has_one = column.holders.iter().any(|holder| holder.role == role);
    Ok(has_one.then_some("The practice now has an administrator, who can make others."))
}

async fn is_officer(tx: &mut Tx, email: &str) -> Result<bool, Failure> {
    let query = "SELECT is_registration_officer FROM app_user WHERE email = $1";
    let row: Option<(bool,)> = tx.optional(Query::new(query).bind(email)).await?;
    Ok(row.is_some_and(|(officer,)| officer))
}

/// Says that a launch is live once nobody of it waits; or asks for an approval again if one of the officers who gave it is no
/// officer any more.
struct Finish<'a> {
    launch: Uuid,
    audit: &'a AuditContext,
}

impl UnitOfWork for Finish<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let launch = Launch::find(tx, self.launch).await?;
        let both = launch.first_officer.zip(launch.second_officer);
        let (LaunchState::Approved, Some((first, second))) = (launch.state, both) else {
            return Ok(());
        };
        if !are_officers(tx, [first, second]).await? {
            let lapse =
                "UPDATE launch SET state = 'proposed', first_officer = NULL, second_officer = NULL,
                                version = version + 1
                         WHERE id = $1";
            tx.execute(Query::new(lapse).bind(launch.id)).await?;
            let note = [
                &launch.reference,
                ": one of its two officers has left the team",
            ]
            .concat();
            return record(tx, self.audit, Action::LaunchLapsed, note, "").await;
        }
        let waiting = "SELECT count(*) FROM nomination WHERE launch = $1 AND state = 'waiting'";
        let (waiting,): (i64,) = tx.one(Query::new(waiting).bind(launch.id)).await?;
        if waiting > 0 {
            return Ok(());
        }
        let live = "UPDATE launch SET state = 'live', decided_at = $2, version = version + 1 WHERE id = $1";
        tx.execute(Query::new(live).bind(launch.id).bind(self.audit.at))
            .await?;
        record(tx, self.audit, Action::LaunchLive, launch.reference, "").await
    }
}
