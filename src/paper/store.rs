//! Letters on paper in the database.

use uuid::Uuid;

use super::model::{LetterFilter, LetterLine, LetterList, NewPaperLetter, PaperLetter, SetUp};
use crate::{
    access::{Registration, Service, list},
    base::{
        clock::{date_of, in_words, new_id},
        dates::{Date, Instant},
        ids::OdsCode,
        kept::{Keeps, LETTERS},
        text::isolated,
    },
    database::{Failure, Query, Tx, UnitOfWork, bulk},
    web::AuditContext,
};

/// Lines on a page of the list.
const PAGE: usize = 100;

/// Leaves letters to be printed.
pub(crate) async fn make(
    tx: &mut Tx,
    letters: Vec<NewPaperLetter>,
    now: Instant,
) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(letters.len());
    for letter in letters {
        let administrators =
            serde_json::to_string(&letter.administrators).map_err(Failure::internal)?;
        rows.push([
            new_id().into(),
            (&letter.practice).into(),
            letter.service.code().into(),
            administrators.into(),
            letter.starts_on.into(),
            letter.contact.into(),
            letter.reference.into(),
            now.into(),
        ]);
    }
    bulk::insert(
        tx,
        "INSERT INTO paper_letter (id, ods, service, administrators, starts_on, contact, reference, made_at) VALUES",
        rows,
        "",
    )
    .await?;
    Ok(())
}

/// Forgets those that are over.
pub(crate) fn forget(now: Instant, keeps: Keeps) -> Query {
    Query::new("DELETE FROM paper_letter WHERE made_at < $1").bind(now.0 - keeps.of(LETTERS))
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    ods: OdsCode,
    name: String,
    address: String,
    town: String,
    postcode: String,
    service: Service,
    administrators: String,
    starts_on: Date,
    contact: String,
    reference: String,
    made_at: Instant,
    printed_at: Option<Instant>,
    printed_by: Option<String>,
}

impl Row {
    fn administrators(&self) -> Result<Vec<SetUp>, Failure> {
        serde_json::from_str(&self.administrators).map_err(Failure::internal)
    }

    fn line(self) -> Result<LetterLine, Failure> {
        let names = self.administrators()?;
        let names: Vec<_> = names.iter().map(|one| isolated(&one.name)).collect();
        let by = self.printed_by.unwrap_or_else(|| "the operator".to_owned());
        let printed = |at| [&in_words(at), " by ", &by].concat();
        Ok(LetterLine {
            id: self.id,
            practice: self.ods,
            practice_name: self.name,
            service: self.service.name().to_owned(),
            administrators: list(&names),
            starts: self.starts_on.in_words(),
            reference: self.reference,
            printed: self.printed_at.map(printed).unwrap_or_default(),
        })
    }

    fn letter(self) -> Result<PaperLetter, Failure> {
        let administrators = self.administrators()?;
        let lines = self.address.split(", ").map(str::to_owned);
        let lines = lines.chain([self.town, self.postcode]);
        Ok(PaperLetter {
            id: self.id,
            reference: self.reference,
            contact: self.contact,
            practice: self.ods,
            practice_name: self.name,
            address: lines.filter(|line| !line.is_empty()).collect(),
            service: self.service,
            administrators,
            made_on: date_of(self.made_at),
            starts_on: self.starts_on,
        })
    }
}

/// Adds what a filter asks of the letter `l`.
fn narrow(query: &mut Query, filter: &LetterFilter) {
    match filter.show.as_str() {
        "" => query.push(" AND l.printed_at IS NULL"),
        "printed" => query.push(" AND l.printed_at IS NOT NULL"),
        _ => query,
    };
    if !filter.reference.is_empty() {
        query
            .push(" AND l.reference = ")
            .push_bind(&filter.reference);
    }
    if !filter.practice.is_empty() {
        query.push(" AND l.ods = ").push_bind(&filter.practice);
    }
}

fn letters() -> Query {
    Query::new(
        "SELECT l.id, l.ods, p.name, p.address, p.town, p.postcode, l.service, l.administrators, l.starts_on, l.contact,
                l.reference, l.made_at, l.printed_at, u.first_name || ' ' || u.last_name AS printed_by
         FROM paper_letter l JOIN practice p ON p.ods = l.ods LEFT JOIN app_user u ON u.id = l.printed_by
         WHERE 1 = 1",
    )
}

/// A page of the letters that a filter lists, the oldest first.
pub(super) async fn list_letters(tx: &mut Tx, filter: LetterFilter) -> Result<LetterList, Failure> {
    let mut query = letters();
    narrow(&mut query, &filter);
    if let Ok(after) = filter.after.parse::<Uuid>() {
        query.push(" AND l.id > ").push_bind(after);
    }
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    query.push(" ORDER BY l.id LIMIT ").push_bind(limit);
    let mut rows: Vec<Row> = tx.all(query).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more);
    let next = next.map(|row| row.id.to_string()).unwrap_or_default();
    let mut count = Query::new("SELECT count(*) FROM paper_letter l WHERE 1 = 1");
    narrow(&mut count, &filter);
    let (count,): (i64,) = tx.one(count).await?;
    let mut newest = Query::new("SELECT l.id FROM paper_letter l WHERE 1 = 1");
    narrow(&mut newest, &filter);
    newest.push(" ORDER BY l.id DESC LIMIT 1");
    let newest: Option<(Uuid,)> = tx.optional(newest).await?;
    Ok(LetterList {
        filter,
        lines: rows.into_iter().map(Row::line).collect::<Result<_, _>>()?,
        count,
        newest: newest.map(|(id,)| id.to_string()).unwrap_or_default(),
        next,
    })
}

/// All letters that a filter lists, to be printed: in the order of practices, as post is sorted.
pub(super) async fn to_print(
    tx: &mut Tx,
    filter: &LetterFilter,
) -> Result<Vec<PaperLetter>, Failure> {
    let mut query = letters();
    narrow(&mut query, filter);
    query.push(" ORDER BY l.ods, l.id");
    let rows: Vec<Row> = tx.all(query).await?;
    rows.into_iter().map(Row::letter).collect()
}

/// Marks the letters that a filter lists as printed, up to the one that was the newest when they were.
pub(super) struct MarkPrinted<'a> {
    pub filter: &'a LetterFilter,
    pub newest: Option<Uuid>,
    /// Whoever prints them; nobody for the operator.
    pub permit: Option<&'a Registration>,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for MarkPrinted<'_> {
    type Done = u64;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<u64, Failure> {
        let mut query = Query::new("UPDATE paper_letter AS l SET printed_at = ");
        query
            .push_bind(self.audit.at)
            .push(", printed_by = ")
            .push_bind(self.permit.map(|permit| permit.officer()))
            .push(" WHERE l.printed_at IS NULL");
        narrow(&mut query, self.filter);
        if let Some(newest) = self.newest {
            query.push(" AND l.id <= ").push_bind(newest);
        }
        Ok(tx.execute(query).await?)
    }
}
