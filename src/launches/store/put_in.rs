//! Putting a file in: its nominations are judged against what there is, and kept.

use std::collections::{BTreeMap, HashSet};

use uuid::Uuid;

use super::record;
use crate::{
    access::{Registration, Service},
    base::{
        clock::new_id,
        dates::Date,
        ids::{OdsCode, case_reference},
        text::full_name,
    },
    database::{Failure, Query, Tx, UnitOfWork, bulk},
    history::Action,
    launches::{
        file::{Nomination, NominationFile},
        rules::{Known, judge},
    },
    ods::{Rejected, number},
    practices::PracticeStatus,
    web::AuditContext,
};

/// A file that is put in.
pub(in crate::launches) struct PutIn<'a> {
    /// The officer; nobody for the operator.
    pub permit: Option<Registration>,
    pub service: Service,
    pub go_live: Date,
    pub file: &'a NominationFile,
    /// What the file is called.
    pub source: &'a str,
    /// Whether the lines with faults are left out. Otherwise nothing is put in where there are any.
    pub leave_out: bool,
    pub audit: &'a AuditContext,
}

/// What was put in, or would be.
#[derive(Clone, Debug)]
pub(in crate::launches) struct IsPutIn {
    /// By identifier and reference. Nothing if nothing was put in: because of the faults, or because it is only told.
    pub launch: Option<(Uuid, String)>,
    pub nominations: usize,
    pub practices: usize,
    /// By line.
    pub faults: Vec<Rejected>,
}

impl UnitOfWork for PutIn<'_> {
    type Done = IsPutIn;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<IsPutIn, Failure> {
        let (good, mut told) = self.judge(tx).await?;
        let all = told.faults.is_empty() || self.leave_out;
        if all && !good.is_empty() {
            told.launch = Some(self.keep(tx, &good, &told).await?);
        }
        Ok(told)
    }
}

impl<'a> PutIn<'a> {
    /// The nominations that can be used, and what there is to tell.
    pub(in crate::launches) async fn judge(
        &self,
        tx: &mut Tx,
    ) -> Result<(Vec<&'a Nomination>, IsPutIn), Failure> {
        let known = known(tx, self.service, &self.file.nominations).await?;
        let mut faults = judge(&self.file.nominations, &known, self.service);
        let good: Vec<_> = self
            .file
            .nominations
            .iter()
            .filter(|nomination| !faults.contains_key(&nomination.line))
            .collect();
        let unread = self.file.faults.iter().cloned();
        faults.extend(unread.map(|fault| (fault.line, fault)));
        let practices: HashSet<_> = good.iter().map(|one| &one.practice).collect();
        let told = IsPutIn {
            launch: None,
            nominations: good.len(),
            practices: practices.len(),
            faults: faults.into_values().collect(),
        };
        Ok((good, told))
    }

    async fn keep(
        &self,
        tx: &mut Tx,
        good: &[&Nomination],
        told: &IsPutIn,
    ) -> Result<(Uuid, String), Failure> {
        let id = new_id();
        let reference = case_reference("LA", id);
        let by = self.permit.map(Registration::officer);
        tx.execute(
            Query::new(
                "INSERT INTO launch (id, reference, service, go_live, source, state, put_in_at, put_in_by, first_officer,
                                     why, version)
                 VALUES ($1, $2, $3, $4, $5, 'proposed', $6, $7, $7, '', 1)",
            )
            .bind(id)
            .bind(&reference)
            .bind(self.service.code())
            .bind(self.go_live)
            .bind(self.source)
            .bind(self.audit.at)
            .bind(by),
        )
        .await?;
        insert(tx, id, good).await?;
        let (nominations, practices) = (number(told.nominations), number(told.practices));
        let note = [
            &reference,
            ": ",
            self.service.name(),
            ", ",
            &nominations,
            " nominations at ",
            &practices,
            " practices, to go live on ",
            &self.go_live.in_words(),
            ", from ",
            self.source,
        ];
        record(tx, self.audit, Action::LaunchPutIn, note.concat(), "").await?;
        Ok((id, reference))
    }
}

async fn insert(tx: &mut Tx, launch: Uuid, good: &[&Nomination]) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(good.len());
    for nomination in good {
        let name = &nomination.name;
        let contact = nomination.contact_email.as_ref();
        let contact = contact.map(AsRef::as_ref).unwrap_or_default();
        rows.push([
            launch.into(),
            i64::try_from(nomination.line)
                .map_err(Failure::internal)?
                .into(),
            (&nomination.practice).into(),
            name.title().into(),
            name.first().into(),
            name.last().into(),
            nomination.email.as_ref().into(),
            nomination.phone.as_ref().into(),
            (&nomination.contact_name).into(),
            contact.into(),
            "waiting".into(),
            "".into(),
        ]);
    }
    bulk::insert(
        tx,
        "INSERT INTO nomination (launch, line, ods, title, first_name, last_name, email, phone, contact_name, contact_email,
                                 state, why) VALUES",
        rows,
        "",
    )
    .await?;
    Ok(())
}

/// What the program knows of those whom the nominations name.
async fn known(
    tx: &mut Tx,
    service: Service,
    nominations: &[Nomination],
) -> Result<Known, Failure> {
    let practices: Vec<(OdsCode, PracticeStatus)> = tx
        .all(Query::new("SELECT ods, status FROM practice"))
        .await?;
    let closed = |(ods, status)| (ods, status == PracticeStatus::Closed);
    let administered = "SELECT DISTINCT ods FROM role_grant WHERE role = $1 AND ended_at IS NULL";
    let administered = Query::new(administered).bind(service.administrator());
    let elsewhere = Query::new(
        "SELECT DISTINCT n.ods FROM nomination n JOIN launch l ON l.id = n.launch
         WHERE l.service = $1 AND n.state = 'waiting' AND l.state IN ('proposed', 'approved')",
    );
    Ok(Known {
        practices: practices.into_iter().map(closed).collect(),
        administered: codes(tx, administered).await?,
        elsewhere: codes(tx, elsewhere.bind(service.code())).await?,
        accounts: accounts(tx, nominations).await?.into_iter().collect(),
    })
}

async fn codes(tx: &mut Tx, query: Query) -> Result<HashSet<OdsCode>, Failure> {
    let rows: Vec<(OdsCode,)> = tx.all(query).await?;
    Ok(rows.into_iter().map(|(ods,)| ods).collect())
}

/// How many addresses are looked up with one statement.
const AT_ONCE: usize = 500;

/// The accounts among the addresses: what they are called, and whether they belong to the registration team.
async fn accounts(
    tx: &mut Tx,
    nominations: &[Nomination],
) -> Result<BTreeMap<String, (String, bool)>, Failure> {
    let mut found = BTreeMap::new();
    for some in nominations.chunks(AT_ONCE) {
        let mut query = Query::new(
            "SELECT email, first_name, last_name, is_registration_officer FROM app_user WHERE email IN ",
        );
        query.push_list(some.iter().map(|one| one.email.as_ref()));
        let rows: Vec<(String, String, String, bool)> = tx.all(query).await?;
        found.extend(
            rows.into_iter()
                .map(|(email, first, last, officer)| (email, (full_name(&first, &last), officer))),
        );
    }
    Ok(found)
}
