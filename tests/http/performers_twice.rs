//! Two servers over one database: what happens by itself happens once, whichever of them is there.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use practice_access::{
    base::{
        clock::{Clock, date_of, days_after, new_id},
        dates::Date,
        ids::UserId,
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
};
use sha2::{Digest as _, Sha256};

use crate::support::{
    ELM, TestApp, Who, body, cast,
    cast::{OAK, give},
    databases::fresh,
    program::Program,
    record,
};

const GPS: u128 = 60;
const DAY: i64 = 24 * 3_600_000_000;

fn gp(number: u128) -> UserId {
    UserId(uuid::Uuid::from_u128((2 << 100) + number))
}

fn secret(number: u128) -> String {
    format!("secret of GP {number}")
}

/// Sixty GPs: each has a link with Elm Street that begins today, and half of them asked for one with Oak Lane ten days
/// ago. Peter confirms links at Oak Lane.
struct Gps {
    now: i64,
    today: Date,
}

impl UnitOfWork for Gps {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let peter = Query::new(
            "INSERT INTO membership (user_id, ods, status, since, reason, version) VALUES ($1, $2, 'active', $3, '', 1)",
        );
        tx.execute(peter.bind(Who::Peter.id()).bind(OAK).bind(self.now))
            .await?;
        give(tx, Who::Peter.id(), OAK, "pl-practice-manager").await?;
        give(tx, Who::Zebedee.id(), cast::FAR, "pl-user-management").await?;
        for number in 0..GPS {
            self.gp(tx, number).await?;
        }
        Ok(())
    }
}

impl Gps {
    async fn gp(&self, tx: &mut Tx, number: u128) -> Result<(), Failure> {
        let gmc = format!("{:07}", 9_100_000 + number);
        let user = Query::new(
            "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone, gmc_number,
                                   is_registration_officer, created_at)
             VALUES ($1, $2, '', 'Gp', $3, $4, '', $5, $6, $7)",
        )
        .bind(gp(number))
        .bind(format!("gp{number}@cast.example"))
        .bind(format!("Number{number}"))
        .bind(format!("number{number} gp"))
        .bind(&gmc)
        .bind(false)
        .bind(self.now);
        tx.execute(user).await?;
        let hash: [u8; 32] = Sha256::digest(secret(number)).into();
        let session = Query::new(
            "INSERT INTO session (token_hash, user_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)",
        );
        tx.execute(
            session
                .bind(hash)
                .bind(gp(number))
                .bind(self.now)
                .bind(self.now + DAY),
        )
        .await?;
        let listed = Query::new(
            "INSERT INTO performer (gmc_number, user_id, gmc_email, gp_type, status)
             VALUES ($1, $2, $3, 'salaried', 'active')",
        );
        tx.execute(
            listed
                .bind(&gmc)
                .bind(gp(number))
                .bind(format!("gp{number}@cast.example")),
        )
        .await?;
        let link = Query::new(
            "INSERT INTO assignment (id, gmc_number, ods, gp_type, half_sessions, starts_on, stage)
             VALUES ($1, $2, $3, 'salaried', 4, $4, 'to come')",
        );
        tx.execute(link.bind(new_id()).bind(&gmc).bind(ELM).bind(self.today))
            .await?;
        if number.is_multiple_of(2) {
            let asked = Query::new(
                "INSERT INTO link_request (id, reference, gmc_number, ods, kind, gp_type, half_sessions, on_day, asked_at,
                                           waits_for, step, due_on, state, decided_by, answer)
                 VALUES ($1, $2, $3, $4, 'join', 'salaried', 4, $5, $6, 'practice', 0, $7, 'open', '', '')",
            )
            .bind(new_id())
            .bind(&gmc)
            .bind(&gmc)
            .bind(OAK)
            .bind(self.today)
            .bind(self.now - 4 * DAY)
            .bind(self.today);
            tx.execute(asked).await?;
        }
        Ok(())
    }
}

/// Every GP holds the role once, given once; every request that was due had one reminder.
async fn assert_done_once(db: &Db) {
    let count = async |query: &'static str| {
        let (count,): (i64,) = db.optional(Query::new(query)).await.unwrap().unwrap();
        count
    };
    let granted = "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE origin = 'performers list' AND ods = 'ZZ9001'
                   AND role = 'gpp-gp-salaried'";
    assert_eq!(count(granted).await, 60, "grants");
    let told = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'roles-changed' AND chain = 'ZZ9001'";
    assert_eq!(count(told).await, 60, "events");
    // Peter is told of nothing else. What is delivered is not kept.
    let reminders =
        "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE to_address = 'peter@cast.example'";
    assert_eq!(count(reminders).await, 30, "reminders");
    let noted = "SELECT CAST(count(*) AS BIGINT) FROM link_event WHERE what = 'reminded'";
    assert_eq!(count(noted).await, 30, "in the timelines");
    let left = "SELECT CAST(count(*) AS BIGINT) FROM assignment WHERE stage = 'to come'";
    assert_eq!(count(left).await, 0, "nothing is left to do");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_do_the_work_of_a_day_once_between_them() {
    for database in fresh().await {
        let one = TestApp::over(database).await;
        let now = one.clock.now();
        let gps = Gps {
            now: now.0,
            today: date_of(now),
        };
        one.db.write(&gps).await.unwrap();
        record::take_over(&one.db).await;
        let two = one.beside().await;
        futures::future::join(one.tidy(), two.tidy()).await;
        futures::future::join(two.tidy(), one.tidy()).await;
        assert_done_once(&one.db).await;
        assert_eq!(record::wrong(&one.db).await, [""; 0]);
    }
}

/// A GP asks for a link with Elm Street's neighbour far away; whether the server said that it was done.
fn ask(address: &str, number: u128, day: Date) -> bool {
    let (year, month, of_month) = day.parts();
    let sent = body(&[
        ("kind", "join"),
        ("practice", cast::FAR),
        ("gp_type", "locum"),
        ("sessions", "1"),
        ("day[]", &of_month.to_string()),
        ("day[]", &month.to_string()),
        ("day[]", &year.to_string()),
    ]);
    let exchange = || {
        let mut stream = TcpStream::connect(address).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .ok()?;
        let request = format!(
            "POST /performers/me/join HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n\
             cookie: practice_access_session={}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{sent}",
            secret(number),
            sent.len()
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    };
    exchange().is_some_and(|answer| {
        answer.starts_with("HTTP/1.1 303") && answer.contains("/performers/requests/")
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_request_and_no_role_is_lost_or_doubled_while_one_of_two_servers_is_killed() {
    for database in fresh().await {
        let db = Db::open(&database.url).await.unwrap();
        cast::fill(&db).await;
        let now = Clock::System.now();
        let gps = Gps {
            now: now.0,
            today: date_of(now),
        };
        db.write(&gps).await.unwrap();
        record::take_over(&db).await;
        // The first begins with the work of the day, and is killed in the middle of it or of an answer.
        let mut first = Program::serve(&database.url, &[], &[]);
        let second = Program::serve(&database.url, &[], &[]);
        let addresses = [first.address.clone(), second.address.clone()];
        let day = days_after(gps.today, 7);
        let acknowledged: Vec<u128> = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..4)
                .map(|thread| {
                    let addresses = &addresses;
                    let own = (0..GPS).filter(move |number| number % 4 == thread);
                    scope.spawn(move || {
                        let done = own.filter(|number| {
                            let server = usize::from(number % 8 >= 4);
                            ask(&addresses[server], *number, day)
                        });
                        done.collect::<Vec<_>>()
                    })
                })
                .collect();
            std::thread::sleep(Duration::from_millis(120));
            let _ = first.child.kill();
            asking
                .into_iter()
                .flat_map(|asking| asking.join().unwrap())
                .collect()
        });
        assert!(
            acknowledged.len() >= 25,
            "too few to tell: {}",
            acknowledged.len()
        );
        let waiting = "SELECT CAST(count(*) AS BIGINT) FROM assignment WHERE stage = 'to come'";
        // What the killed one had begun and not finished, the other does on its next round; here a third one at once.
        let third = Program::serve(&database.url, &[], &[]);
        for _ in 0..200 {
            let (left,): (i64,) = db.optional(Query::new(waiting)).await.unwrap().unwrap();
            let due = "SELECT CAST(count(*) AS BIGINT) FROM link_request WHERE state = 'open' AND ods = 'ZZ9002' AND step = 0";
            let (due,): (i64,) = db.optional(Query::new(due)).await.unwrap().unwrap();
            if left + due == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        drop((second, third));
        assert_done_once(&db).await;
        for number in acknowledged {
            let asked = "SELECT CAST(count(*) AS BIGINT) FROM link_request WHERE gmc_number = $1 AND ods = $2";
            let asked = Query::new(asked)
                .bind(format!("{:07}", 9_100_000 + number))
                .bind(cast::FAR);
            let (asked,): (i64,) = db.optional(asked).await.unwrap().unwrap();
            assert_eq!(asked, 1, "GP {number} was told that it was sent");
        }
        // Nobody confirms links far away, so each request was told to the one who can let somebody once, in its transaction.
        let pairs = "SELECT CAST(count(*) AS BIGINT) FROM link_request WHERE ods = 'ZZ9009'
                     UNION ALL SELECT CAST(count(*) AS BIGINT) FROM mail
                     WHERE to_address = 'zebedee@cast.example' AND kind = 'link-asked'
                     UNION ALL SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'link-asked'";
        let counts: Vec<(i64,)> = db.all(Query::new(pairs)).await.unwrap();
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
        assert_eq!(record::wrong(&db).await, [""; 0]);
        db.close().await;
    }
}
