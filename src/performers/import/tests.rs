//! What a file of the list says, and what an import of it does.

use indicatif::ProgressBar;

use super::{ImportPerformers, read, report::Report};
use crate::{
    base::ids::UserId,
    database::{Query, Tx},
    ods::{
        FileImport as _, NotUsable, Rejected,
        numbering::{self, Lines},
    },
    users::roles::store::scene::{Scene, scenes},
};

const HEAD: &str = "gmc_number,title,first_names,last_name,gmc_email,performer_type,practice_ods,role,start_date,end_date,sessions,status\n";

fn rejected(lines: &str) -> Vec<(u64, String)> {
    let file = read([HEAD, lines].concat().as_bytes()).unwrap();
    let told = |Rejected { line, reason }: Rejected| (line, reason);
    file.rejected.into_iter().map(told).collect()
}

// Long: one table, a line for each thing that can be wrong.
#[test]
fn a_line_that_can_not_be_used_is_told_with_its_number_and_why() {
    let good =
        "C1234567,Dr,Ada,Good,ada@gmc.example,salaried,ZZ9001,salaried,2026-01-01,,4.5,active\n";
    assert_eq!(rejected(good), []);
    for (wrong, reason) in [
        (
            "123456,Dr,A,B,a@b.example,salaried,,,,,,active",
            "gmc_number \"123456\" is not 7 digits",
        ),
        (
            "1234568,Dr,A,,a@b.example,salaried,,,,,,active",
            "last_name is empty",
        ),
        (
            "1234568,Dr,A,\u{200b}\u{202e},a@b.example,salaried,,,,,,active",
            "last_name is empty",
        ),
        (
            "1234568,Dr,-,www.b.example,a@b.example,salaried,,,,,,active",
            "first_names has no letter; last_name has a link, an email address or a colon in it",
        ),
        (
            "1234568,Dr,A,B,two..dots@b.example,salaried,,,,,,active",
            "gmc_email \"two..dots@b.example\" is not an email address that can be written to",
        ),
        (
            "1234568,Dr,A,B,nothing,salaried,,,,,,active",
            "gmc_email \"nothing\" is not an email address that can be written to",
        ),
        (
            "1234568,Dr,A,B,a@b.example,boss,,,,,,active",
            "performer_type \"boss\" is not principal, salaried, locum or registrar",
        ),
        (
            "1234568,Dr,A,B,a@b.example,salaried,,,,,,gone",
            "status \"gone\" is not active, suspended or withdrawn",
        ),
        (
            "1234568,Dr,A,B,a@b.example,salaried,ZZ9001,salaried,,,4,active",
            "start_date is empty",
        ),
        (
            "1234568,Dr,A,B,a@b.example,salaried,ZZ9001,salaried,1/2/2026,,4,active",
            "start_date \"1/2/2026\" is not a date like 2026-03-31",
        ),
        (
            "1234568,Dr,A,B,a@b.example,salaried,ZZ9001,salaried,2026-02-01,2026-01-01,4,active",
            "end_date is before start_date",
        ),
        (
            "1234568,Dr,A,B,a@b.example,salaried,ZZ9001,salaried,2026-02-01,,40,active",
            "sessions \"40\" is not a number from 0.5 to 9, like 4 or 4.5",
        ),
        (
            "1234568,Dr,A,B,a@b.example,salaried,,salaried,2026-02-01,,4,active",
            "role is given, but no practice_ods",
        ),
        (
            "1234567,Dr,Ada,Other,ada@gmc.example,salaried,ZZ9002,salaried,2026-01-01,,4,active",
            "1234567 is already in line 2 with another name, address, type or status",
        ),
        (
            "1234567,Dr,Ada,Good,ada@gmc.example,salaried,ZZ9001,locum,2026-05-01,,4,active",
            "the days overlap with those at the same practice in line 2",
        ),
        ("1234568,Dr", "2 columns instead of 12"),
    ] {
        let lines = [good, wrong, "\n"].concat();
        assert_eq!(rejected(&lines), [(3, reason.to_owned())], "{wrong}");
    }
}

#[test]
fn a_file_that_is_not_the_list_is_refused_as_a_whole() {
    assert!(matches!(read(b""), Err(NotUsable::Unreadable(_))));
    assert!(matches!(read(b"PK\x03\x04"), Err(NotUsable::Unreadable(_))));
    assert!(matches!(read(HEAD.as_bytes()), Err(NotUsable::Empty)));
    let told = read(b"gmc_number,title\n1,2\n").unwrap_err().to_string();
    assert!(told.contains("first_names, last_name"), "{told}");
}

#[test]
fn rejected_lines_have_the_numbers_that_an_editor_shows() {
    let lines = Lines {
        head: HEAD.trim_end(),
        good: "7000{n},Dr,{name},B,a{n}@gp.example,salaried,,,,,,active",
        bad: "7000{n},Dr,{name},B,a{n}@gp.example,boss,,,,,,active",
    };
    numbering::check(&lines, |bytes| {
        let rejected = read(bytes).unwrap().rejected;
        rejected.into_iter().map(|rejected| rejected.line).collect()
    });
}

#[test]
fn a_file_is_understood_as_people_save_it_or_told_how_to_save_it() {
    let words = HEAD.replace('_', " ").replace("gmc", "GMC");
    let file = read([&words, ADA, ",,,,,,,,,,,\n"].concat().as_bytes()).unwrap();
    assert_eq!(
        (file.lines, file.rejected.len(), file.listed.len()),
        (1, 0, 1)
    );
    for (text, told) in [
        (
            [HEAD, ADA].concat().replace(',', ";"),
            "divided by semicolons",
        ),
        ([HEAD, ADA].concat().replace(',', "\t"), "divided by tabs"),
        ("a;b\n1;2\n".to_owned(), "these are missing: gmc_number"),
    ] {
        let why = read(text.as_bytes()).unwrap_err().to_string();
        assert!(why.contains(told), "{why}");
    }
    let bytes = [HEAD.as_bytes(), b"1234567,Dr,Zo\xeb,B,,,,,,,,\n"].concat();
    let why = read(&bytes).unwrap_err().to_string();
    assert!(why.contains("line 2") && why.contains("CSV UTF-8"), "{why}");
}

/// What an import did. It is tried before, and has to tell the same then.
async fn import(scene: &Scene, lines: &str) -> Report {
    let work = ImportPerformers {
        file: read([HEAD, lines].concat().as_bytes()).unwrap(),
        source: "list.csv".to_owned(),
        audit: scene.audit.clone(),
        progress: ProgressBar::hidden(),
    };
    let mut tx = scene.db.read().await.unwrap();
    let tried = work.dry_run(&mut tx).await.unwrap();
    drop(tx);
    let done = scene.db.write(&work).await.unwrap();
    let told = Report {
        dry_run: false,
        ..tried
    };
    assert_eq!(told, done);
    done
}

async fn mails(scene: &Scene, kind: &'static str) -> Vec<String> {
    let query =
        Query::new("SELECT to_address FROM mail WHERE kind = $1 ORDER BY to_address").bind(kind);
    let rows: Vec<(String,)> = scene.all(query).await;
    rows.into_iter().map(|(address,)| address).collect()
}

async fn user(scene: &Scene, number: &'static str) -> (UserId, String) {
    let query = Query::new("SELECT id, email FROM app_user WHERE gmc_number = $1").bind(number);
    scene.all(query).await.swap_remove(0)
}

const ADA: &str =
    "0234567,Dr,Ada,Good,ada@gmc.example,salaried,ZZ9001,salaried,2026-01-01,,4.5,active\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_gps_are_invited_and_a_user_who_is_a_gp_keeps_the_account() {
    for scene in scenes().await {
        let kept = "0234568,Dr,User,One,user1@example.test,principal,ZZ9002,principal,2026-01-01,,9,active\n";
        let report = import(&scene, &[ADA, kept].concat()).await;
        assert_eq!(
            (
                report.gps_added,
                report.links_added,
                report.invited,
                report.followed
            ),
            (2, 2, 1, 2)
        );
        assert_eq!(report.kept, ["User One (0234568)"]);
        assert_eq!(mails(&scene, "invitation").await, ["ada@gmc.example"]);
        assert_eq!(user(&scene, "0234568").await.0, scene.people[1]);
        let (ada, _) = user(&scene, "0234567").await;
        assert_eq!(
            scene.held(ada).await,
            [("ZZ9001".to_owned(), "gpp-gp-salaried".to_owned())]
        );
        let again = import(&scene, &[ADA, kept].concat()).await;
        assert!(again.nothing_new(), "{again}");
        assert_eq!(mails(&scene, "invitation").await.len(), 1);
        // What the file does not mention stays.
        let report = import(&scene, kept).await;
        assert_eq!((report.gps_missing, scene.held(ada).await.len()), (1, 1));
        // The end of a link takes its role, and nothing that was given by hand.
        let ended = ADA.replace("2026-01-01,,", "2026-01-01,2026-11-01,");
        import(&scene, &ended).await;
        assert_eq!(scene.held(ada).await, []);
        let mut tx = scene.db.read().await.unwrap();
        let verdict = crate::history::store::verify(&mut tx, &[], |_| {})
            .await
            .unwrap();
        assert_eq!(verdict.findings, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_of_the_gmc_is_confirmed_before_it_is_the_username() {
    for scene in scenes().await {
        import(&scene, ADA).await;
        let moved = ADA.replace("ada@gmc", "ada@new");
        // Before the account is set up, the invitation goes to the new address.
        import(&scene, &moved).await;
        assert_eq!(user(&scene, "0234567").await.1, "ada@new.example");
        assert_eq!(
            mails(&scene, "invitation").await,
            ["ada@gmc.example", "ada@new.example"]
        );
        let set_up = SetUp(user(&scene, "0234567").await.0);
        scene.db.write(&set_up).await.unwrap();
        let report = import(&scene, ADA).await;
        assert_eq!(report.addresses, 1);
        assert_eq!(user(&scene, "0234567").await.1, "ada@new.example");
        assert_eq!(
            mails(&scene, "gmc-address-proof").await,
            ["ada@gmc.example"]
        );
        import(&scene, ADA).await;
        assert_eq!(
            mails(&scene, "gmc-address-proof").await.len(),
            1,
            "asked once"
        );
    }
}

struct SetUp(UserId);

impl crate::database::UnitOfWork for SetUp {
    type Done = ();
    type Error = crate::database::Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Self::Error> {
        tx.execute(
            Query::new("UPDATE app_user SET password_hash = 'x' WHERE id = $1").bind(self.0),
        )
        .await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_not_be_taken_over_is_told_and_the_rest_is() {
    for scene in scenes().await {
        let lines = [
            ADA,
            "0234568,Dr,B,Nowhere,b@gmc.example,salaried,ZZ9999,salaried,2026-01-01,,4,active\n",
            "0234569,Dr,C,Same,ada@gmc.example,salaried,,,,,,active\n",
            "0234567,Dr,Ada,Good,ada@gmc.example,salaried,ZZ9002,salaried,2026-01-01,,5,active\n",
        ]
        .concat();
        let report = import(&scene, &lines).await;
        let told: Vec<_> = report
            .rejected
            .iter()
            .map(|rejected| (rejected.line, rejected.reason.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (3, "the practice ZZ9999 is not known here"),
                (
                    4,
                    "gmc_email ada@gmc.example is that of 0234567 in this file too"
                ),
                (
                    5,
                    "the sessions at all practices together would be more than 9"
                ),
            ]
        );
        // Nobody of whom no line could be used has an account.
        assert_eq!((report.gps_added, report.links_added), (1, 1));
        assert_eq!(mails(&scene, "invitation").await, ["ada@gmc.example"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_invited_is_told_which_roles_an_import_gives_and_takes() {
    for scene in scenes().await {
        let kept = "0234568,Dr,User,One,user1@example.test,principal,ZZ9002,principal,2026-01-01,,9,active\n";
        import(&scene, &[ADA, kept].concat()).await;
        assert_eq!(mails(&scene, "roles-changed").await, ["user1@example.test"]);
        let withdrawn = ADA.replace("active", "withdrawn");
        import(&scene, &[&withdrawn, kept].concat()).await;
        assert_eq!(
            mails(&scene, "roles-changed").await,
            ["ada@gmc.example", "user1@example.test"]
        );
    }
}
