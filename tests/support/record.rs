//! The record of a database and what it says of access. The cast comes to its places past the program, so that the
//! record has to take it over before it can be compared.

use practice_access::{
    base::clock::Clock,
    database::Db,
    history::{accept, verify},
    web::AuditContext,
};

/// Takes over places and roles as they are.
pub async fn take_over(db: &Db) {
    let verdict = verify(&mut db.read().await.expect("a snapshot"), &[], |_| {})
        .await
        .expect("a verdict");
    let audit = AuditContext {
        by_name: "Operator".to_owned(),
        ..AuditContext::of_visitor(Clock::System.now(), "take-over".to_owned())
    };
    accept(db, &verdict, &audit, "The cast is there")
        .await
        .expect("to take it over");
}

/// What is wrong with the record, and where access is not what it says.
pub async fn wrong(db: &Db) -> Vec<String> {
    let verdict = verify(&mut db.read().await.expect("a snapshot"), &[], |_| {})
        .await
        .expect("a verdict");
    let findings = verdict.findings.iter().map(ToString::to_string);
    let differences = verdict.differences.iter().map(ToString::to_string);
    findings.chain(differences).collect()
}
