//! Which broken keys of PostgreSQL are races: two transactions that both found nothing there and put the same thing in. Such
//! work is done again as a whole, and finds it then. Any other broken key is a fault of the work itself, which would break it again.
//!
//! SQLite lets one transaction write at a time: it has no such races.

/// Each key by its name, with who may put the same into it at the same moment. What is left out is made at random: identifiers,
/// references, secrets. A test holds the list against the schema.
pub(super) const KEYS: &[(&str, &str)] = &[
    (
        "access_review_draft_pkey",
        "two administrators keep a half-done review",
    ),
    ("access_review_line_pkey", "a review is signed twice"),
    (
        "accountant_link_open",
        "two people name the same accountant",
    ),
    (
        "accountant_link_taken",
        "a member takes an accountant along in two windows",
    ),
    (
        "app_user_email_key",
        "two administrators create the same person",
    ),
    ("app_user_gmc_number_key", "two imports bring the same GP"),
    (
        "account_link_open",
        "two people send an invitation, or a password is forgotten twice",
    ),
    (
        "assignment_once",
        "a link is confirmed while an import brings it",
    ),
    (
        "budget_pkey",
        "somebody does two things at once, first in an hour",
    ),
    ("certification_party_pkey", "a request is sent twice"),
    (
        "certification_seen_pkey",
        "an officer opens a case in two windows",
    ),
    (
        "factor_exemption_open",
        "two officers exempt the same person",
    ),
    (
        "factor_try_pkey",
        "two wrong codes, the first of an account",
    ),
    ("form_receipt_pkey", "a double click"),
    ("history_anchor_head_pkey", "two servers anchor the record"),
    ("history_anchor_pkey", "two servers anchor the record"),
    ("history_chain_pkey", "the first two lines of a chain"),
    ("history_event_pkey", "two lines at the end of a chain"),
    ("installation_pkey", "two servers note the same fact"),
    ("lapse_pkey", "two servers look for accounts nobody uses"),
    (
        "link_event_pkey",
        "two people decide about the same request",
    ),
    ("kept_apart_pkey", "two operators keep the same roles apart"),
    ("link_request_open", "a GP asks in two windows"),
    (
        "membership_pkey",
        "two administrators give somebody a first role",
    ),
    ("nomination_pkey", "a launch is put in twice"),
    ("nudge_pkey", "two people ask the same GP"),
    ("ods_succession_pkey", "two imports"),
    ("officer_pkey", "two officers invite the same person"),
    ("pcn_member_pkey", "two imports"),
    ("pcn_pkey", "two imports"),
    (
        "pension_authority_open",
        "a member gives an authority in two windows",
    ),
    ("pension_contribution_pkey", "two imports"),
    (
        "pension_form_type_1",
        "member and accountant begin the same form",
    ),
    (
        "pension_form_type_2",
        "member and accountant begin the same form",
    ),
    (
        "pension_reader_pkey",
        "somebody opens a form in two windows",
    ),
    (
        "pension_reminder_pkey",
        "two servers remind the same person",
    ),
    ("pensions_desk_pkey", "two officers are put on the desk"),
    ("performer_pkey", "two imports bring the same GP"),
    ("performer_user_id_key", "two imports bring the same GP"),
    ("practice_pkey", "two imports"),
    ("practice_token_pkey", "two imports"),
    ("recovery_code_pkey", "the same codes are kept twice"),
    ("registration_team_pkey", "the first two officers"),
    (
        "role_grant_limit",
        "two administrators give the last place of a role",
    ),
    ("role_grant_once", "two administrators give the same role"),
    ("role_request_open", "somebody asks in two windows"),
    ("role_set_named", "two administrators name a role set alike"),
    (
        "role_set_pkey",
        "two administrators change a set that comes with the program, for the first time",
    ),
    (
        "sign_in_throttle_pkey",
        "two wrong passwords, the first of an account",
    ),
    ("still_here_pkey", "two imports ask about the same person"),
    (
        "succession_answer_pkey",
        "two administrators answer about the same person",
    ),
    (
        "succession_open",
        "two officers plan the end of the same practice",
    ),
    ("succession_successor_pkey", "a succession is put in twice"),
    ("user_token_pkey", "two people change the same name"),
];

/// Whether a key of the list is broken.
pub(super) fn is_race(error: &dyn sqlx::error::DatabaseError) -> bool {
    let broken = error.constraint().filter(|_| error.is_unique_violation());
    broken.is_some_and(|name| KEYS.iter().any(|(key, _)| *key == name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::{Db, Query, databases::fresh};

    /// Columns that hold what is made at random, or stands in the program.
    const NO_RACE: [&str; 9] = [
        "id",
        "reference",
        "token",
        "token_hash",
        "handle_hash",
        "credential_id",
        "code",
        "code, holder_limit",
        "ods, id",
    ];

    #[tokio::test]
    async fn every_key_of_the_schema_is_a_race_with_a_reason_or_made_at_random() {
        let Some(fresh) = fresh().await.into_iter().nth(1) else {
            return;
        };
        let db = Db::open(&fresh.url).await.unwrap();
        let query = "SELECT indexname, indexdef FROM pg_indexes
                     WHERE schemaname = current_schema() AND indexdef LIKE 'CREATE UNIQUE%' AND tablename <> '_sqlx_migrations'";
        let keys: Vec<(String, String)> = db.all(Query::new(query)).await.unwrap();
        let columns = |definition: &str| {
            let from = definition.find('(').unwrap() + 1;
            let to = from + definition[from..].find(')').unwrap();
            definition[from..to].replace(" COLLATE \"C\"", "")
        };
        for (name, definition) in &keys {
            let listed = KEYS.iter().any(|(key, _)| key == name);
            let random = NO_RACE.contains(&&*columns(definition));
            assert!(
                listed || random,
                "{name}: is it a race, and why? {definition}"
            );
        }
        for (key, why) in KEYS {
            assert!(keys.iter().any(|(name, _)| name == key), "{key} is no key");
            assert!(!why.is_empty());
        }
    }
}
