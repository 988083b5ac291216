//! The letters of a round.

use super::{super::rules::Kind, Row};
use crate::{
    access::Service,
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Tx},
    mail::{self, Letter, UnusedLetter, UnusedNews},
    ui::addresses,
    web::AuditContext,
};

/// Whom a round at a practice writes to.
pub(super) struct Letters<'a> {
    pub practice: &'a OdsCode,
    /// Its name.
    pub name: &'a str,
    /// Those who manage access there and do not lapse.
    pub administrators: Vec<&'a Row>,
    pub audit: &'a AuditContext,
}

/// Something that those who manage access are told of somebody.
pub(super) struct Told {
    of: UserId,
    line: String,
    lapsed: bool,
}

impl Told {
    /// Somebody's place is about to lapse.
    pub(super) fn soon(row: &Row, on: Date, alone: &[Service]) -> Self {
        Self {
            of: row.user_id,
            line: [
                &row.known_as(),
                ": ",
                &unused(row),
                ". ",
                &fate(row, on, alone),
            ]
            .concat(),
            lapsed: false,
        }
    }

    /// Somebody's place has lapsed.
    pub(super) fn lapsed(row: &Row) -> Self {
        Self {
            of: row.user_id,
            line: [&row.known_as(), ": ", &unused(row)].concat(),
            lapsed: true,
        }
    }
}

/// Since when a place was not used: a sentence without its stop.
pub(super) fn unused(row: &Row) -> String {
    let day = row.used_on().in_words();
    match row.kind() {
        Kind::Invited => ["the invitation of ", &day, " was not used"].concat(),
        Kind::BroughtBack => ["brought back on ", &day, ", and has not logged in since"].concat(),
        Kind::Unused => ["has not logged in since ", &day].concat(),
    }
}

/// What becomes of a place: a sentence without its stop.
pub(super) fn fate(row: &Row, on: Date, alone: &[Service]) -> String {
    if !alone.is_empty() {
        let services = names(alone);
        return [
            "Nobody else manages ",
            &crate::access::list(&services),
            " here, so their access stays for now",
        ]
        .concat();
    }
    let what = match row.kind() {
        Kind::Invited => "The invitation closes on ",
        Kind::Unused | Kind::BroughtBack => "Their access ends on ",
    };
    [what, &on.in_words()].concat()
}

fn names(services: &[Service]) -> Vec<String> {
    let services = services.iter();
    services.map(|service| service.name().to_owned()).collect()
}

impl Letters<'_> {
    /// Reminds somebody that their place is about to lapse.
    pub(super) async fn remind(
        &self,
        tx: &mut Tx,
        row: &Row,
        on: Date,
        alone: &[Service],
    ) -> Result<(), Failure> {
        let news = UnusedNews::Soon {
            since: row.used_on().in_words(),
            on: on.in_words(),
            alone: names(alone),
        };
        self.write(tx, row.user_id, news).await
    }

    /// Tells somebody that their place has lapsed.
    pub(super) async fn lapsed(&self, tx: &mut Tx, row: &Row) -> Result<(), Failure> {
        let since = row.used_on().in_words();
        let ask = self.administrators.iter().map(|row| row.name()).collect();
        let news = match row.kind() {
            Kind::Invited => UnusedNews::Closed { since, ask },
            Kind::Unused | Kind::BroughtBack => UnusedNews::Lapsed { since, ask },
        };
        self.write(tx, row.user_id, news).await
    }

    /// Tells those who manage access of everybody else, in one letter.
    pub(super) async fn tell_administrators(
        &self,
        tx: &mut Tx,
        told: &[Told],
    ) -> Result<(), Failure> {
        for administrator in &self.administrators {
            let lines = |lapsed: bool| {
                let others = told.iter().filter(|one| one.of != administrator.user_id);
                let these = others.filter(|one| one.lapsed == lapsed);
                these.map(|one| one.line.clone()).collect::<Vec<_>>()
            };
            let (soon, lapsed) = (lines(false), lines(true));
            if soon.is_empty() && lapsed.is_empty() {
                continue;
            }
            let news = UnusedNews::Administrators {
                soon,
                lapsed,
                link: addresses::practice_page(self.practice, "unused"),
            };
            self.write(tx, administrator.user_id, news).await?;
        }
        Ok(())
    }

    async fn write(&self, tx: &mut Tx, to: UserId, news: UnusedNews) -> Result<(), Failure> {
        let letter = |name| {
            Letter::Unused(UnusedLetter {
                name,
                practice: self.name.to_owned(),
                news,
            })
        };
        mail::tell(tx, self.audit, to, letter).await
    }
}
