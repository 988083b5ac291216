//! Comparing what the record says of access with the tables: places, roles and who belongs to the registration team.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    append::StoredEvent,
    standing::{ROWS, Row},
    there::{There, differences, past_hash},
};
use crate::{
    access::Role,
    base::{
        ids::{OdsCode, UserId},
        text::full_name,
    },
    database::{Failure, Query, Tx},
    history::{
        Action, Detail,
        replay::{Difference, Person, Replay, Told, place_words, role_name},
    },
};

/// Practices that are compared together.
const AT_ONCE: usize = 20;

/// A place about which the record and the tables do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    pub practice: OdsCode,
    pub user: UserId,
    pub name: String,
    /// The roles that the record says they hold.
    pub recorded: Vec<Role>,
}

/// The comparison on its way through the record.
#[derive(Default)]
pub(super) struct Comparison {
    /// Practices where somebody has a place and that were not met yet.
    left: BTreeSet<String>,
    /// The chain that is being followed.
    current: Option<Replay>,
    /// Chains that were followed to their end.
    waiting: Vec<Replay>,
    /// Who belongs to the registration team, by the record.
    officers: BTreeMap<UserId, (String, bool)>,
    /// How many places were compared.
    pub places: u64,
    /// What was found.
    pub differences: Vec<Difference>,
    /// At which places.
    pub disagreements: Vec<Disagreement>,
    /// Whose belonging to the registration team is told differently: what the tables say.
    pub officers_found: Vec<(UserId, String, bool)>,
}

/// A hash of the grants that have ended at one place, for accepting them.
pub(super) async fn past_of(
    tx: &mut Tx,
    user: UserId,
    practice: &OdsCode,
) -> Result<String, Failure> {
    let mut query = Query::new(ROWS);
    query
        .push(" WHERE m.user_id = ")
        .push_bind(user)
        .push(" AND m.ods = ")
        .push_bind(practice);
    let rows: Vec<Row> = tx.all(query).await?;
    let mut there = There::default();
    for row in &rows {
        there.add(row);
    }
    Ok(past_hash(&mut there.ended))
}

impl Comparison {
    pub(super) async fn begin(tx: &mut Tx) -> Result<Self, Failure> {
        let practices: Vec<(String,)> = tx
            .all(Query::new("SELECT DISTINCT ods FROM membership"))
            .await?;
        Ok(Self {
            left: practices.into_iter().map(|(ods,)| ods).collect(),
            ..Self::default()
        })
    }

    /// The next event of the record.
    pub(super) async fn event(&mut self, tx: &mut Tx, event: &StoredEvent) -> Result<(), Failure> {
        let (Some(action), Some(user)) = (Action::from_code(&event.action), event.subject_id)
        else {
            return Ok(());
        };
        let user = UserId(user);
        if let Some(officer) = action.makes_officer() {
            self.officers
                .insert(user, (event.subject_name.clone(), officer));
        }
        if !action.changes_access() {
            return Ok(());
        }
        let Ok(detail) = serde_json::from_str::<Detail>(&event.detail) else {
            return Ok(());
        };
        if let Some(officer) = detail.officer {
            self.officers
                .insert(user, (event.subject_name.clone(), officer));
        }
        // An event in a chain that is not its practice's was put there.
        if event.ods.as_deref() != Some(event.chain.as_str()) {
            return Ok(());
        }
        if self
            .current
            .as_ref()
            .is_none_or(|replay| replay.practice != event.chain)
        {
            let begun = self.current.replace(Replay::new(&event.chain));
            self.waiting.extend(begun);
            if self.waiting.len() >= AT_ONCE {
                self.compare(tx).await?;
            }
        }
        if let Some(replay) = &mut self.current {
            let told = Told {
                number: event.seq,
                at: event.at,
                request_id: event.request_id.clone(),
                by: event.actor_id.map(UserId),
                action,
                detail,
            };
            replay.event(user, &event.subject_name, told);
        }
        Ok(())
    }

    /// The end of the record: what is left is compared with nothing.
    pub(super) async fn finish(&mut self, tx: &mut Tx) -> Result<(), Failure> {
        let last = self.current.take();
        self.waiting.extend(last);
        self.compare(tx).await?;
        let left: Vec<_> = self.left.iter().map(|ods| Replay::new(ods)).collect();
        for replay in left {
            self.waiting.push(replay);
            if self.waiting.len() >= AT_ONCE {
                self.compare(tx).await?;
            }
        }
        self.compare(tx).await?;
        self.homeless(tx).await?;
        self.compare_officers(tx).await?;
        self.name_all(tx).await
    }

    /// Compares the practices that were followed to their end.
    async fn compare(&mut self, tx: &mut Tx) -> Result<(), Failure> {
        let replays = std::mem::take(&mut self.waiting);
        if replays.is_empty() {
            return Ok(());
        }
        let mut query = Query::new(ROWS);
        query.push(" WHERE m.ods IN ");
        query.push_list(replays.iter().map(|replay| replay.practice.as_str()));
        let rows: Vec<Row> = tx.all(query).await?;
        let mut there: BTreeMap<String, BTreeMap<UserId, There>> = BTreeMap::new();
        for row in &rows {
            let place = there
                .entry(row.ods.to_string())
                .or_default()
                .entry(row.user_id)
                .or_insert_with(|| There {
                    standing: row.place(),
                    ended: Vec::new(),
                });
            place.add(row);
        }
        for replay in replays {
            let practice = replay.practice.clone();
            self.left.remove(&practice);
            let mut there = there.remove(&practice).unwrap_or_default();
            for (user, person) in replay.finish() {
                self.place(&practice, user, person, there.remove(&user));
            }
            for (user, place) in there {
                self.place(&practice, user, Person::default(), Some(place));
            }
        }
        Ok(())
    }

    fn place(&mut self, practice: &str, user: UserId, person: Person, there: Option<There>) {
        self.places += 1;
        let who = person.called(user);
        let recorded = person.standing.iter().flat_map(|standing| &standing.grants);
        let recorded = recorded
            .filter_map(|held| Role::from_code(&held.role))
            .collect();
        let name = person.name.clone();
        let mut found = person.differences.clone();
        let mut differ = |what: &str, record: String, table: String| {
            found.push(Difference {
                place: practice.to_owned(),
                user,
                who: who.clone(),
                what: what.to_owned(),
                record,
                table,
            });
        };
        match there {
            None => {
                let record = person.standing.unwrap_or_default();
                if !record.gone {
                    differ("the place", place_words(&record), "none".to_owned());
                }
            }
            Some(there) => differences(person, there, &mut differ),
        }
        if let (false, Ok(practice)) = (found.is_empty(), practice.parse()) {
            self.disagreements.push(Disagreement {
                practice,
                user,
                name,
                recorded,
            });
        }
        self.differences.append(&mut found);
    }

    /// Grants without a place: the schema does not allow them.
    async fn homeless(&mut self, tx: &mut Tx) -> Result<(), Failure> {
        let rows: Vec<(String, UserId, String)> = tx
            .all(Query::new(
                "SELECT g.ods, g.user_id, g.role FROM role_grant g
                 WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = g.user_id AND m.ods = g.ods)
                 ORDER BY g.ods, g.id",
            ))
            .await?;
        self.differences
            .extend(rows.into_iter().map(|(place, user, role)| Difference {
                place,
                user,
                who: user.to_string(),
                what: role_name(&role).to_owned(),
                record: "not held".to_owned(),
                table: "held without a place".to_owned(),
            }));
        Ok(())
    }

    async fn compare_officers(&mut self, tx: &mut Tx) -> Result<(), Failure> {
        let rows: Vec<(UserId, String, String)> = tx
            .all(
                Query::new(
                    "SELECT id, first_name, last_name FROM app_user WHERE is_registration_officer = $1",
                )
                .bind(true),
            )
            .await?;
        let mut there: BTreeMap<UserId, String> = rows
            .into_iter()
            .map(|(user, first, last)| (user, full_name(&first, &last)))
            .collect();
        let words = |member: bool| if member { "a member" } else { "not a member" };
        let mut found = Vec::new();
        for (user, (name, recorded)) in &self.officers {
            let is = there.remove(user).is_some();
            if is != *recorded {
                found.push((*user, name.clone(), is));
            }
        }
        found.extend(there.into_iter().map(|(user, name)| (user, name, true)));
        for (user, name, is) in &found {
            self.differences.push(Difference {
                place: "registration team".to_owned(),
                user: *user,
                who: name.clone(),
                what: "membership".to_owned(),
                record: words(!is).to_owned(),
                table: words(*is).to_owned(),
            });
        }
        self.officers_found = found;
        Ok(())
    }

    /// Gives those a name whom the record does not know.
    async fn name_all(&mut self, tx: &mut Tx) -> Result<(), Failure> {
        let nameless: BTreeSet<UserId> = self
            .differences
            .iter()
            .filter(|difference| difference.who == difference.user.to_string())
            .map(|difference| difference.user)
            .collect();
        for user in nameless {
            let name: Option<(String, String)> = tx
                .optional(
                    Query::new("SELECT first_name, last_name FROM app_user WHERE id = $1")
                        .bind(user),
                )
                .await?;
            let Some((first, last)) = name else { continue };
            let name = full_name(&first, &last);
            let of = self.differences.iter_mut();
            of.filter(|difference| difference.user == user)
                .for_each(|difference| difference.who.clone_from(&name));
            let of = self.disagreements.iter_mut();
            of.filter(|place| place.user == user)
                .for_each(|place| place.name.clone_from(&name));
        }
        Ok(())
    }
}
