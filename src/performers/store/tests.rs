//! Whatever happens in whatever order, the automatic roles are those that the assignments imply, and nothing else is
//! touched.

use std::collections::BTreeSet;

use indicatif::ProgressBar;
use proptest::prelude::*;

use super::{Answer, Ask, Decide, Decided, LinkAsked, disagreements, follow_due};
use crate::{
    access::{Actor, Membership, MembershipStatus, Role, SignedIn, Terms},
    base::{
        clock::{date_of, days_after},
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
    },
    database::Query,
    ods::FileImport as _,
    performers::{
        GpType, Leaving, LinkRequest, Sessions,
        import::{self, ImportPerformers},
    },
    users::roles::store::scene::{Scene, role, scenes},
    web::AuditContext,
};

const DAY: i64 = 24 * 3_600_000_000;
const NUMBERS: [&str; 2] = ["9000001", "0000002"];

/// A link as a file says it, its days counted from today.
#[derive(Clone, Debug)]
struct Line {
    gp: usize,
    practice: usize,
    gp_type: GpType,
    first: i16,
    last: Option<i16>,
}

#[derive(Clone, Debug)]
enum Op {
    Import(Vec<Line>, [bool; 2]),
    Ask(usize, usize, i16, u8, GpType),
    Decide(bool),
    Pass(u32),
    Give(usize, usize),
    Take(usize, usize),
}

fn gp_type() -> impl Strategy<Value = GpType> {
    prop::sample::select(GpType::ALL.to_vec())
}

fn line() -> impl Strategy<Value = Line> {
    (
        0..2usize,
        0..2usize,
        gp_type(),
        -9..9i16,
        prop::option::of(0..12i16),
    )
        .prop_map(|(gp, practice, gp_type, first, last)| Line {
            gp,
            practice,
            gp_type,
            first,
            last: last.map(|days| first + days),
        })
}

fn op() -> impl Strategy<Value = Op> {
    let active = prop::array::uniform2(prop::bool::weighted(0.85));
    prop_oneof![
        2 => (prop::collection::vec(line(), 1..4), active).prop_map(|(lines, active)| Op::Import(lines, active)),
        5 => (0..2usize, 0..2usize, -9..9i16, 0..4u8, gp_type())
            .prop_map(|(gp, practice, day, kind, gp_type)| Op::Ask(gp, practice, day, kind, gp_type)),
        4 => prop::bool::weighted(0.8).prop_map(Op::Decide),
        3 => (1..6u32).prop_map(Op::Pass),
        1 => (0..2usize, 0..2usize).prop_map(|(gp, practice)| Op::Give(gp, practice)),
        1 => (0..2usize, 0..2usize).prop_map(|(gp, practice)| Op::Take(gp, practice)),
    ]
}

/// The world, and what was given by hand in it.
struct World {
    scene: Scene,
    by_hand: BTreeSet<(usize, usize)>,
}

fn on(today: Date, offset: i16) -> Date {
    let days = u32::from(offset.unsigned_abs());
    if offset >= 0 {
        return days_after(today, days);
    }
    (0..days).fold(today, |day, _| day.previous().unwrap())
}

impl World {
    fn gp(&self, gp: usize) -> UserId {
        self.scene.people[gp + 1]
    }

    fn actor(&self, user: UserId, gmc_number: Option<&str>) -> Actor {
        let places = self.scene.practices.iter().map(|practice| Membership {
            practice: practice.clone(),
            name: practice.to_string(),
            status: MembershipStatus::Active,
            roles: vec![Role::confirms_links()],
        });
        Actor::of_session(SignedIn {
            id: user,
            name: "Ann Archer".to_owned(),
            email: String::new(),
            registration_officer: false,
            gmc_number: gmc_number.map(|number| number.parse().unwrap()),
            factor_at: None,
            places: places.collect(),
            session_ends_at: Instant(0),
        })
    }

    fn file(&self, lines: &[Line], active: [bool; 2]) -> String {
        let mut text = String::from(
            "gmc_number,title,first_names,last_name,gmc_email,performer_type,practice_ods,role,start_date,end_date,\
             sessions,status\n",
        );
        let today = self.scene.audit.today;
        for (gp, number) in NUMBERS.iter().enumerate() {
            let status = if active[gp] { "active" } else { "suspended" };
            let head = format!(
                "{number},Dr,User,G{gp},user{}@example.test,salaried",
                gp + 1
            );
            let mut own: Vec<_> = lines.iter().filter(|line| line.gp == gp).collect();
            if own.is_empty() {
                text.extend([head.as_str(), ",,,,,,", status, "\n"]);
            }
            own.sort_by_key(|line| line.first);
            for line in own {
                let last = line.last.map(|last| on(today, last).to_string());
                let (practice, first) =
                    (&self.scene.practices[line.practice], on(today, line.first));
                let (code, last) = (line.gp_type.code(), last.unwrap_or_default());
                let row = format!("{head},{practice},{code},{first},{last},2,{status}\n");
                text.push_str(&row);
            }
        }
        text
    }

    async fn import(&mut self, lines: &[Line], active: [bool; 2]) {
        let text = self.file(lines, active);
        let work = || ImportPerformers {
            file: import::read(text.as_bytes()).unwrap(),
            source: "list.csv".to_owned(),
            audit: self.scene.audit.clone(),
            progress: ProgressBar::hidden(),
        };
        let previewed = work()
            .dry_run(&mut self.scene.db.read().await.unwrap())
            .await;
        let report = self.scene.db.write(&work()).await.unwrap();
        assert_eq!(previewed.unwrap().links_added, report.links_added);
        let again = self.scene.db.write(&work()).await.unwrap();
        assert!(
            again.nothing_new(),
            "the same file again changed something: {again}"
        );
        assert_eq!(again.rejected, report.rejected);
    }

    async fn ask(&mut self, gp: usize, practice: usize, wanted: LinkRequest) {
        let actor = self.actor(self.gp(gp), Some(NUMBERS[gp]));
        let ask = Ask {
            entry: &actor.own_entry().unwrap(),
            practice: &self.scene.practices[practice],
            wanted,
            audit: &self.scene.audit,
        };
        match self.scene.db.write(&ask).await.unwrap() {
            LinkAsked::There { .. } | LinkAsked::Refused(_) => {}
        }
    }

    async fn decide(&mut self, confirm: bool) {
        let open = Query::new(
            "SELECT id, ods FROM link_request WHERE state = 'open' ORDER BY asked_at, id",
        );
        let open: Vec<(uuid::Uuid, OdsCode)> = self.scene.all(open).await;
        let Some((id, practice)) = open.first() else {
            return;
        };
        let actor = self.actor(self.scene.people[0], None);
        let decide = |answer| Decide {
            id: *id,
            practice,
            answer,
            why: "No",
            actor: &actor,
            second_approval: false,
            audit: &self.scene.audit,
        };
        let first = if confirm {
            Answer::Confirm
        } else {
            Answer::Reject
        };
        let done = self.scene.db.write(&decide(first)).await.unwrap();
        if done != Decided::Yes {
            let rejected = self.scene.db.write(&decide(Answer::Reject)).await.unwrap();
            assert_eq!(rejected, Decided::Yes);
        }
        let late = self.scene.db.write(&decide(Answer::Confirm)).await.unwrap();
        assert_eq!(late, Decided::Before);
    }

    async fn by_hand(&mut self, gp: usize, practice: usize, give: bool) {
        if give {
            self.by_hand.insert((gp, practice));
        } else {
            self.by_hand.remove(&(gp, practice));
        }
        let ticks: Vec<_> = self
            .by_hand
            .iter()
            .filter(|(of, _)| *of == gp)
            .map(|(_, practice)| (*practice, "gpp-statements"))
            .collect();
        let sent = self.scene.sent(self.gp(gp), &ticks).await;
        // A table in which nothing was changed is refused as such.
        let _ = self.scene.save(self.gp(gp), &sent, &Terms::default()).await;
    }

    async fn pass(&mut self, days: u32) {
        let at = Instant(self.scene.audit.at.0 + i64::from(days) * DAY);
        self.scene.audit = AuditContext {
            at,
            today: date_of(at),
            ..self.scene.audit.clone()
        };
        follow_due(&self.scene.db, &self.scene.audit).await.unwrap();
    }

    async fn run(&mut self, op: &Op) {
        match op {
            Op::Import(lines, active) => self.import(lines, *active).await,
            Op::Ask(gp, practice, day, kind, gp_type) => {
                let (sessions, day) = (
                    Sessions::from_halves(4).unwrap(),
                    on(self.scene.audit.today, *day),
                );
                let (gp_type, first) = (*gp_type, day);
                let wanted = match kind {
                    0 => LinkRequest::Join {
                        gp_type,
                        sessions,
                        first,
                    },
                    1 => LinkRequest::Change {
                        gp_type,
                        sessions,
                        first,
                    },
                    2 => LinkRequest::Leave {
                        last: day,
                        why: Leaving::Moves,
                    },
                    _ => LinkRequest::Leave {
                        last: day,
                        why: Leaving::Retires,
                    },
                };
                self.ask(*gp, *practice, wanted).await;
            }
            Op::Decide(confirm) => self.decide(*confirm).await,
            Op::Pass(days) => self.pass(*days).await,
            Op::Give(gp, practice) => self.by_hand(*gp, *practice, true).await,
            Op::Take(gp, practice) => self.by_hand(*gp, *practice, false).await,
        }
    }

    /// Whether the list says that a GP may be linked at all.
    async fn is_active(&self, gp: usize) -> bool {
        let query =
            Query::new("SELECT status FROM performer WHERE gmc_number = $1").bind(NUMBERS[gp]);
        let rows: Vec<(String,)> = self.scene.all(query).await;
        rows.first().is_some_and(|(status,)| status == "active")
    }

    /// The roles that the assignments of a GP at a practice imply today, by the plainest reading of the table.
    async fn implied(&self, gp: usize, practice: usize) -> BTreeSet<String> {
        if !self.is_active(gp).await {
            return BTreeSet::new();
        }
        let query = Query::new(
            "SELECT gp_type FROM assignment WHERE gmc_number = $1 AND ods = $2 AND stage <> 'cancelled'
               AND starts_on <= $3 AND (ends_on IS NULL OR ends_on >= $3)",
        );
        let rows: Vec<(String,)> = self
            .scene
            .all(
                query
                    .bind(NUMBERS[gp])
                    .bind(&self.scene.practices[practice])
                    .bind(self.scene.audit.today),
            )
            .await;
        assert!(rows.len() <= 1, "two links on one day: {rows:?}");
        let role = |(code,): (String,)| {
            if code == "principal" {
                "gpp-gp-principal"
            } else {
                "gpp-gp-salaried"
            }
            .to_owned()
        };
        rows.into_iter().map(role).collect()
    }

    async fn check(&self, after: &Op) {
        for gp in 0..2 {
            for practice in 0..2 {
                let query = Query::new(
                    "SELECT role, origin, ends_on FROM role_grant WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL",
                );
                let held: Vec<(String, String, Option<String>)> = self
                    .scene
                    .all(
                        query
                            .bind(self.gp(gp))
                            .bind(&self.scene.practices[practice]),
                    )
                    .await;
                let today = self.scene.audit.today.to_string();
                let automatic: BTreeSet<_> = held
                    .iter()
                    .filter(|(_, origin, _)| origin == "performers list")
                    .map(|(role, _, last)| {
                        assert!(last.as_ref().is_none_or(|last| *last >= today), "{held:?}");
                        role.clone()
                    })
                    .collect();
                assert_eq!(
                    automatic,
                    self.implied(gp, practice).await,
                    "GP {gp} at {practice} after {after:?}"
                );
                let others: Vec<_> = held
                    .iter()
                    .filter(|(_, origin, _)| origin == "administrator")
                    .collect();
                let expected = usize::from(self.by_hand.contains(&(gp, practice)));
                assert_eq!(
                    others.len(),
                    expected,
                    "by hand, GP {gp} at {practice} after {after:?}"
                );
            }
        }
        let halves = Query::new(
            "SELECT CAST(COALESCE(SUM(half_sessions), 0) AS BIGINT) FROM assignment
             WHERE stage <> 'cancelled' AND starts_on <= $1 AND (ends_on IS NULL OR ends_on >= $1) GROUP BY gmc_number",
        );
        let halves: Vec<(i64,)> = self.scene.all(halves.bind(self.scene.audit.today)).await;
        assert!(halves.iter().all(|(halves,)| *halves <= 18), "{halves:?}");
        let found = disagreements(&self.scene.db, self.scene.audit.today)
            .await
            .unwrap();
        assert_eq!(found, [], "reconcile finds something after {after:?}");
    }
}

async fn play(ops: &[Op], world: &mut World) {
    for op in ops {
        world.run(op).await;
        world.check(op).await;
    }
}

/// A sequence from a fixed seed, so that both databases play the same.
fn sequences(count: usize, length: usize) -> Vec<Vec<Op>> {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let sequence = prop::collection::vec(op(), length);
    (0..count)
        .map(|_| sequence.new_tree(&mut runner).unwrap().current())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_sequence_leaves_exactly_the_roles_that_the_assignments_imply_and_touches_no_others() {
    let mut happened = [0; COUNTS.len()];
    for ops in sequences(20, 50) {
        for scene in scenes().await {
            let mut world = World {
                scene,
                by_hand: BTreeSet::new(),
            };
            world.import(&[], [true, true]).await;
            play(&ops, &mut world).await;
            for (sum, query) in happened.iter_mut().zip(COUNTS) {
                let counted: Vec<(i64,)> = world.scene.all(Query::new(query)).await;
                *sum += counted[0].0;
            }
        }
    }
    // Otherwise the sequences would prove nothing.
    assert!(happened.iter().all(|count| *count > 40), "{happened:?}");
}

/// How often something happened that the sequences are about.
const COUNTS: [&str; 4] = [
    "SELECT CAST(count(*) AS BIGINT) FROM link_request WHERE state = 'confirmed'",
    "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE origin = 'performers list' AND ended_at IS NOT NULL",
    "SELECT CAST(count(*) AS BIGINT) FROM assignment WHERE request IS NULL",
    "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE origin = 'administrator'",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_weeks_without_a_server_everything_that_was_due_is_done_once() {
    for scene in scenes().await {
        let mut world = World {
            scene,
            by_hand: BTreeSet::new(),
        };
        let line = |gp, gp_type, first, last| Line {
            gp,
            practice: 0,
            gp_type,
            first,
            last,
        };
        let lines = [
            line(0, GpType::Salaried, -9, Some(3)),
            line(0, GpType::Principal, 4, None),
            line(1, GpType::Locum, 2, Some(5)),
        ];
        world.import(&lines, [true, true]).await;
        let before = world.scene.events().await;
        world.pass(30).await;
        world.check(&Op::Pass(30)).await;
        // One swap; the second GP came and went while nobody was there to see it.
        assert_eq!(world.scene.events().await, before + 1);
        world.pass(0).await;
        assert_eq!(world.scene.events().await, before + 1);
        assert_eq!(world.scene.held(world.gp(0)).await.len(), 1);
        assert_eq!(
            role(&world.scene.held(world.gp(0)).await[0].1),
            GpType::Principal.role()
        );
    }
}
