//! Sending a request: a draft becomes a case.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    case::{Case, open_practice, signal_codes},
    drafts,
    facts::signals_of,
    links::{self, CaseLink},
    tell::administrators,
};
use crate::{
    access::Role,
    base::{
        clock::{date_of, new_id},
        error::AppError,
        ids::{GmcNumber, OdsCode, UserId, case_reference},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    mail::CertificationNews,
    people::store::user_with,
    registration::{
        form::{Form, Person},
        model::{Capacity, Kind, Party, State},
        rules::due,
    },
    web::{
        AuditContext, CoolingPeriod,
        budget::{Spending, spend_or_refuse},
    },
};

/// A request that is sent.
pub(crate) struct Send<'a> {
    pub form: &'a Form,
    /// Of its draft.
    pub draft: &'a str,
    /// Of the requester's link.
    pub secret: &'a str,
    /// The account of whoever sends it, if they are logged in.
    pub by: Option<UserId>,
    /// Where it comes from.
    pub peer: &'a str,
    pub audit: &'a AuditContext,
}

const CLOSED: &str = "Our records say that this practice has closed. If that is wrong, contact the registration team.";
const OPEN_ALREADY: &str = "There is a request for this person at this practice already, and it is not decided. The links in \
    our emails show where it stands.";

impl UnitOfWork for Send<'_> {
    /// The address where its requester sees it.
    type Done = String;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.form.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<String, Failure> {
        let (form, now) = (self.form, self.audit.at);
        spend_or_refuse(tx, Spending::Certifications(self.peer), 1, now).await?;
        if open_practice(tx, &form.practice).await?.is_none() {
            return Err(AppError::Invalid(CLOSED.to_owned()).into());
        }
        if self.is_open(tx).await? {
            return Err(AppError::Invalid(OPEN_ALREADY.to_owned()).into());
        }
        drafts::remove(tx, self.draft).await?;
        let id = new_id();
        insert(tx, id, form, State::Confirming, None, now.0).await?;
        self.insert_parties(tx, id).await?;
        let mut case = Case::find(tx, id).await?;
        let live = administrators(tx, &case, date_of(now)).await?;
        self.begin(tx, &mut case, !live.is_empty()).await?;
        let note = format!("Asks for {}.", case.role_names());
        case.event(tx, self.audit, Action::CertificationAsked, "ask", &note)
            .await?;
        let link = CaseLink {
            certification: id,
            party: form.asks_as(),
            email: form.asker().email.clone(),
        };
        let to = links::issue(tx, &link, self.secret, now).await?;
        let next = case.what_is_next();
        case.tell(
            tx,
            self.audit,
            case.asker(),
            CertificationNews::Received,
            &next,
        )
        .await?;
        if live.is_empty() {
            case.ask_to_confirm(tx, self.audit).await?;
        } else {
            let until = case.until();
            case.tell_users(tx, self.audit, &live, CertificationNews::AskedFirst, &until)
                .await?;
        }
        Ok(to)
    }
}

impl Send<'_> {
    /// Whether a request for the same person at the same practice is not decided yet.
    async fn is_open(&self, tx: &mut Tx) -> Result<bool, Failure> {
        let mut query = Query::new(
            "SELECT 1 FROM certification c JOIN certification_party p ON p.certification = c.id
             WHERE p.party = 'nominee' AND p.email = ",
        );
        query
            .push_bind(&self.form.nominee.email)
            .push(" AND c.ods = ")
            .push_bind(&self.form.practice)
            .push(" AND c.state IN ")
            .push_list(State::open())
            .push(" LIMIT 1");
        let found: Option<(i32,)> = tx.optional(query).await?;
        Ok(found.is_some())
    }

    /// Where a new case begins: with the practice's own administrators, if there are any.
    async fn begin(&self, tx: &mut Tx, case: &mut Case, live: bool) -> Result<(), Failure> {
        let state = if live {
            State::Administrators
        } else {
            State::Confirming
        };
        let main_contact = case.roles.contains(&Role::MrsMainContact);
        let until = due(state, main_contact, CoolingPeriod::default(), self.audit.at);
        case.standing.state = state;
        case.standing.due = until;
        case.signals = signals_of(tx, case, self.audit.at).await?;
        tx.execute(
            Query::new(
                "UPDATE certification SET state = $2, due_at = $3, signals = $4 WHERE id = $1",
            )
            .bind(case.id)
            .bind(state.code())
            .bind(until.map(|until| until.0))
            .bind(signal_codes(&case.signals)),
        )
        .await?;
        Ok(())
    }

    async fn insert_parties(&self, tx: &mut Tx, id: Uuid) -> Result<(), Failure> {
        let form = self.form;
        if let Some(requester) = &form.requester {
            insert_party(tx, id, Party::Requester, requester, self.by).await?;
        }
        let nominee = user_with(tx, &form.nominee.email).await?;
        insert_party(tx, id, Party::Nominee, &form.nominee, nominee).await?;
        if let Some(outgoing) = form.outgoing.as_ref().filter(|_| form.hands_over) {
            let account = user_with(tx, &outgoing.email).await?;
            if outgoing.email == form.nominee.email {
                return Err(AppError::Invalid(TO_THEMSELVES.to_owned()).into());
            }
            insert_party(tx, id, Party::Outgoing, outgoing, account).await?;
        }
        let Some(mut authoriser) = form.authoriser.clone() else {
            return Ok(());
        };
        let recorded = recorded_authoriser(tx, form).await?;
        let account = match recorded {
            Some((account, email)) => {
                // The link goes where the program knows them to be, not where the request says.
                authoriser.email = email;
                Some(account)
            }
            None => user_with(tx, &authoriser.email).await?,
        };
        if account.is_some() && account == nominee {
            return Err(AppError::Invalid(SAME.to_owned()).into());
        }
        insert_party(tx, id, Party::Authoriser, &authoriser, account).await
    }
}

const TO_THEMSELVES: &str = "Nobody can hand access over to themselves. Name the person who has it now, or choose that nobody's \
    access ends.";
const SAME: &str = "The person who confirms has the same account as the one who is to get access. Nobody can confirm access \
    for themselves. Name somebody else.";

/// The account and address of the GP who is named as authoriser, where they are on the Performers List.
async fn recorded_authoriser(
    tx: &mut Tx,
    form: &Form,
) -> Result<Option<(UserId, String)>, Failure> {
    let gp = form
        .gmc_number
        .as_deref()
        .filter(|_| form.capacity == Some(Capacity::Partner));
    let Some(number) = gp.and_then(|number| number.parse::<GmcNumber>().ok()) else {
        return Ok(None);
    };
    let query = "SELECT u.id, u.email FROM performer f JOIN app_user u ON u.id = f.user_id WHERE f.gmc_number = $1";
    Ok(tx.optional(Query::new(query).bind(&number)).await?)
}

/// Writes a new case.
pub(super) async fn insert(
    tx: &mut Tx,
    id: Uuid,
    form: &Form,
    state: State,
    first: Option<UserId>,
    now: i64,
) -> Result<(), Failure> {
    let kept = serde_json::to_string(form).map_err(Failure::internal)?;
    let hash: [u8; 32] = Sha256::digest(&kept).into();
    let begins = match form.kind {
        Kind::Administrator => "UA",
        Kind::User => "UC",
        Kind::Emergency => "UE",
    };
    tx.execute(
        Query::new(
            "INSERT INTO certification (id, reference, ods, kind, roles, form, form_hash, asked_at, state, since, reminded,
                                        first_officer, refusal, told, signals, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, 0, $10, '', '', '', 1)",
        )
        .bind(id)
        .bind(case_reference(begins, id))
        .bind(&form.practice)
        .bind(form.kind.code())
        .bind(form.roles.join(" "))
        .bind(kept)
        .bind(hash)
        .bind(now)
        .bind(state.code())
        .bind(first),
    )
    .await?;
    Ok(())
}

/// Writes somebody whom a case concerns.
pub(super) async fn insert_party(
    tx: &mut Tx,
    id: Uuid,
    party: Party,
    person: &Person,
    account: Option<UserId>,
) -> Result<(), Failure> {
    tx.execute(
        Query::new(
            "INSERT INTO certification_party (certification, party, name, email, user_id, signed_as, peer, device)
             VALUES ($1, $2, $3, $4, $5, '', '', '')",
        )
        .bind(id)
        .bind(party.code())
        .bind(person.name())
        .bind(&person.email)
        .bind(account),
    )
    .await?;
    Ok(())
}
