//! Turning invented practices and people into rows, and passing the rows on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tokio::sync::mpsc::Sender;
use uuid::Uuid;

use super::{
    accounts::has_app,
    model::{Given, Person, Place, Practice},
    tables::{Table, Tables},
};
use crate::web::demonstration::APP_SECRET;
use crate::{
    access::{MembershipStatus, Origin, Role},
    base::{
        clock::date_of,
        dates::Instant,
        ids::{OdsCode, UserId},
        search_words::Names,
    },
    database::Failure,
    performers::GpType,
    practices::tokens::Findable,
};

/// Collects rows, to be passed on to whoever writes them.
#[derive(Debug)]
pub(super) struct Loading {
    pub(super) tables: Tables,
    /// Where they are passed on to.
    to: Sender<Tables>,
    known_pcns: BTreeSet<OdsCode>,
    /// Number and half sessions of each GP.
    gps: HashMap<UserId, (String, i64)>,
    /// The newest event of each chain of accounts.
    pub(super) account_chains: BTreeMap<String, (i64, [u8; 32])>,
    ids: u64,
}

impl Loading {
    /// Nothing yet.
    pub(super) fn new(to: Sender<Tables>) -> Self {
        Self {
            tables: Tables::default(),
            to,
            known_pcns: BTreeSet::new(),
            gps: HashMap::new(),
            account_chains: BTreeMap::new(),
            ids: 0,
        }
    }

    /// Passes on what has come together, so that it is written while the next is made.
    pub(super) fn pass_on(&mut self) -> Result<(), Failure> {
        let tables = std::mem::take(&mut self.tables);
        self.to.blocking_send(tables).map_err(Failure::internal)
    }

    /// Passes on the last.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        for (chain, (seq, hash)) in std::mem::take(&mut self.account_chains) {
            self.tables
                .push(Table::Chain, [chain.into(), seq.into(), hash.into()]);
        }
        self.pass_on()
    }

    /// Adds a practice that nobody works at yet.
    pub(super) fn practice(&mut self, practice: &Practice) {
        let opened_on = "1974-04-01";
        let status = if practice.closed_on.is_some() {
            "closed"
        } else {
            "active"
        };
        self.tables.push(
            Table::Practice,
            [
                (&practice.ods).into(),
                (&practice.name).into(),
                status.into(),
                (&practice.address).into(),
                (&practice.town).into(),
                (&practice.postcode).into(),
                "ZZ9".into(),
                "ZZ9".into(),
                "ZZ9".into(),
                (&practice.telephone).into(),
                opened_on.into(),
                practice.closed_on.into(),
            ],
        );
        if let Some((code, name)) = &practice.pcn {
            if self.known_pcns.insert(code.clone()) {
                self.tables
                    .push(Table::Pcn, [code.into(), name.into(), "ZZ9".into()]);
            }
            self.tables.push(
                Table::PcnMember,
                [(&practice.ods).into(), code.into(), "2019-07-01".into()],
            );
        }
        let found_by = Findable {
            ods: &practice.ods,
            name: &practice.name,
            town: &practice.town,
            postcode: &practice.postcode,
            pcns: practice.pcn.as_slice(),
        };
        for token in found_by.tokens() {
            self.tables
                .push(Table::PracticeToken, [token.into(), (&practice.ods).into()]);
        }
    }

    /// Adds a person. Where they work is not among the words they are found by.
    pub(super) fn person(&mut self, person: &Person) {
        let names = Names {
            title: person.title,
            first: &person.first,
            last: &person.last,
            email: &person.email,
            gmc: person.gp.as_ref().map(|gp| gp.number.as_str()),
        };
        let sort_name = names.sort_name();
        for token in names.tokens() {
            self.tables.push(
                Table::UserToken,
                [token.into(), (&sort_name).into(), person.id.into()],
            );
        }
        self.tables.push(
            Table::Person,
            [
                person.id.into(),
                (&person.email).into(),
                person.title.into(),
                (&person.first).into(),
                (&person.last).into(),
                sort_name.into(),
                (&person.phone).into(),
                person.gp.as_ref().map(|gp| gp.number.clone()).into(),
                person.officer.into(),
                person.password_hash.map(str::to_owned).into(),
                person.created_at.into(),
                person.last_sign_in_at.map(|at| at.0).into(),
            ],
        );
        if let Some(gp) = &person.gp {
            self.tables.push(
                Table::Performer,
                [
                    (&gp.number).into(),
                    person.id.into(),
                    (&person.email).into(),
                    gp.listed_as.code().into(),
                    "active".into(),
                ],
            );
            self.gps.insert(person.id, (gp.number.clone(), gp.halves));
        }
        if has_app(&person.email) {
            self.tables.push(
                Table::App,
                [
                    person.id.into(),
                    person.id.into(),
                    "Demonstration".into(),
                    APP_SECRET.to_vec().into(),
                    0_i64.into(),
                    person.created_at.into(),
                ],
            );
        }
    }

    /// Adds everyone's place at one practice, their roles and the practice's record.
    pub(super) fn places(&mut self, ods: &OdsCode, places: &[Place]) -> Result<(), Failure> {
        let versions = self.record(ods, places)?;
        let mut holders: BTreeMap<Role, i64> = BTreeMap::new();
        for (place, version) in places.iter().zip(versions) {
            self.tables.push(
                Table::Place,
                [
                    place.user.into(),
                    ods.into(),
                    place.status.code().into(),
                    place.since.into(),
                    (&place.reason).into(),
                    version.into(),
                    (place.status != MembershipStatus::Invited)
                        .then_some(place.since.0)
                        .into(),
                ],
            );
            for given in &place.grants {
                self.grant(ods, place.user, given, &mut holders);
            }
        }
        Ok(())
    }

    fn grant(
        &mut self,
        ods: &OdsCode,
        user: UserId,
        given: &Given,
        holders: &mut BTreeMap<Role, i64>,
    ) {
        let limit = i64::from(given.role.facts().limit);
        let slot = (limit > 0).then(|| {
            let taken = holders.entry(given.role).or_default();
            if given.ended.is_none() {
                *taken += 1;
            }
            // A grant that has ended takes no place; it once had one of them.
            (*taken).max(1)
        });
        if given.origin == Origin::PerformersList {
            self.assignment(ods, user, given);
        }
        let id = self.id(given.at);
        self.tables.push(
            Table::Grant,
            [
                id.into(),
                user.into(),
                ods.into(),
                given.role.into(),
                limit.into(),
                slot.into(),
                given.origin.code().into(),
                given.by.id.into(),
                given.at.into(),
                (&given.reason).into(),
                given.starts_on.into(),
                given.ends_on.into(),
                given.ended.as_ref().map(|(at, _)| at.0).into(),
                given.ended.as_ref().and_then(|(_, who)| who.id).into(),
            ],
        );
    }

    /// The link that an automatic role follows from.
    fn assignment(&mut self, ods: &OdsCode, user: UserId, given: &Given) {
        let Some((number, halves)) = self.gps.get(&user).cloned() else {
            return;
        };
        let principal = given.role == GpType::Principal.role();
        let gp_type = if principal {
            GpType::Principal
        } else {
            GpType::Salaried
        };
        let ended = given.ended.as_ref().map(|(at, _)| date_of(*at));
        let stage = if ended.is_some() { "over" } else { "running" };
        let id = self.id(given.at);
        self.tables.push(
            Table::Assignment,
            [
                id.into(),
                number.into(),
                ods.into(),
                gp_type.code().into(),
                halves.into(),
                given.starts_on.into(),
                ended.or(given.ends_on).into(),
                stage.into(),
            ],
        );
    }

    /// Adds an active link of a member with an accountant, who confirmed it when they were named.
    pub(super) fn accountant(
        &mut self,
        ods: &OdsCode,
        (member, accountant): (&Person, &Person),
        by: UserId,
        at: Instant,
    ) {
        let id = self.id(at);
        self.tables.push(
            Table::AccountantLink,
            [
                id.into(),
                ods.into(),
                member.id.into(),
                (&accountant.email).into(),
                accountant.id.into(),
                "Abacus and Partners".into(),
                true.into(),
                false.into(),
                true.into(),
                "active".into(),
                date_of(at).into(),
                by.into(),
                at.into(),
                at.into(),
                "".into(),
            ],
        );
    }

    /// An identifier that sorts by the moment it belongs to and is the same every time.
    pub(super) fn id(&mut self, at: Instant) -> Uuid {
        self.ids += 1;
        let mut random = [0u8; 10];
        let mixed = super::random::Random::new(self.ids).next();
        random[2..].copy_from_slice(&mixed.to_be_bytes());
        let millis = u64::try_from(at.0 / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}
