//! The server functions in one table.

use crate::support::{ELM, FAR, Who, body};

/// What each of [`Who::KINDS`] is answered: visitor, plain user, administrator of one practice, of three, Main
/// Contact, deactivated administrator, registration officer, GP.
type Statuses = [u16; 8];

const ANYBODY: Statuses = [200; 8];
const SIGNED_IN: Statuses = [401, 200, 200, 200, 200, 200, 200, 200];
const MANAGERS: Statuses = [401, 403, 200, 200, 200, 403, 200, 403];
const CREATORS: Statuses = [401, 403, 200, 200, 200, 403, 403, 403];
const NAMING: Statuses = [401, 403, 200, 200, 403, 403, 403, 403];
const OFFICERS: Statuses = [401, 403, 403, 403, 403, 403, 200, 403];

/// A server function, with right and wrong values and what is answered.
pub(super) struct Row {
    pub(super) function: &'static str,
    pub(super) right: Vec<(&'static str, String)>,
    pub(super) answers: Statuses,
    /// Asked by Alice, who administers Elm Street: a field, its value, the status.
    pub(super) wrong: Vec<(&'static str, String, u16)>,
}

fn row<const N: usize, const M: usize>(
    function: &'static str,
    right: [(&'static str, &str); N],
    answers: Statuses,
    wrong: [(&'static str, &str, u16); M],
) -> Row {
    Row {
        function,
        right: right.map(|(name, value)| (name, value.to_owned())).into(),
        answers,
        wrong: wrong
            .map(|(name, value, status)| (name, value.to_owned(), status))
            .into(),
    }
}

const NOBODY: &str = "01900000-0000-7000-8000-00000000ffff";
const RECEIPT: &str = "01900000-0000-7000-8000-0000000a0001";

const CODES: &str = "0000-0000-0000-0000 0000-0000-0000-0001 0000-0000-0000-0002 0000-0000-0000-0003 \
    0000-0000-0000-0004 0000-0000-0000-0005 0000-0000-0000-0006 0000-0000-0000-0007 0000-0000-0000-0008 \
    0000-0000-0000-0009";

/// Every server function.
pub(super) fn rows() -> Vec<Row> {
    let peter = Who::Peter.id().to_string();
    let (seen, tick) = ("ZZ9001:1:gpp-view-claims", "ZZ9001:gpp-statements");
    let one = [&peter, ":1"].concat();
    let left = [&Who::Dora.id().to_string(), ":1"].concat();
    let nobody = [NOBODY, ":1"].concat();
    let dropped = [&peter, ":gpp-view-claims"].concat();
    vec![
        row("home/show", [], ANYBODY, []),
        row("coverage/mine", [], SIGNED_IN, []),
        row("sign-in/me", [], ANYBODY, []),
        row(
            "sign-in/begin",
            [
                ("email", "alice@cast.example"),
                ("password", "wrong"),
                ("ceremony", ""),
                ("credential", ""),
                ("next", "/"),
            ],
            ANYBODY,
            [
                ("email", "", 200),
                ("password", "", 200),
                ("ceremony", "made up", 200),
            ],
        ),
        row(
            "factor/show",
            [
                ("code", "000000"),
                ("ceremony", ""),
                ("credential", ""),
                ("next", "/users"),
            ],
            SIGNED_IN,
            [
                ("code", "", 200),
                ("code", "0123-4567-89AB-CDEF", 200),
                ("ceremony", "made up", 200),
            ],
        ),
        row(
            "factor/add-app",
            [
                ("name", "Phone"),
                ("key", "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"),
                ("code", "000000"),
                ("next", "/users"),
            ],
            SIGNED_IN,
            [("name", "", 200), ("key", "AAAA", 422), ("code", "", 200)],
        ),
        row(
            "factor/recovery-codes",
            // Nobody here has anything that they could stand in for.
            [("codes", CODES), ("next", "")],
            [401, 422, 422, 422, 422, 422, 422, 422],
            [("codes", "0123-4567-89AB-CDEF", 422), ("codes", "", 422)],
        ),
        row(
            "factor/change",
            [("factor", NOBODY), ("name", "Phone"), ("step", "name")],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [
                ("factor", "mine", 422),
                ("name", "", 200),
                ("step", "remove", 404),
            ],
        ),
        row(
            "factor/reset",
            // Without a reason, so that nothing is done.
            [("user", &peter), ("reason", ""), ("code", "")],
            [401, 403, 200, 200, 200, 403, 200, 403],
            [
                ("user", NOBODY, 403),
                ("user", "me", 422),
                ("user", &Who::Alice.id().to_string(), 403),
                ("user", &Who::Zebedee.id().to_string(), 403),
                ("user", &Who::Olive.id().to_string(), 403),
            ],
        ),
        row(
            "factor/exempt",
            // Without a reason and a last day, so that nothing is done.
            [
                ("user", &peter),
                ("step", "begin"),
                ("reason", ""),
                ("code", ""),
                ("idempotency_key", RECEIPT),
            ],
            OFFICERS,
            [("user", NOBODY, 403), ("user", "me", 422)],
        ),
        row(
            "passkey/ask",
            // This site has no name that passkeys could be bound to.
            [("purpose", "log-in")],
            [422; 8],
            [],
        ),
        row(
            "passkey/add",
            [
                ("name", "Computer"),
                ("ceremony", "made up"),
                ("credential", "{}"),
                ("next", ""),
            ],
            SIGNED_IN,
            [("name", "", 200), ("ceremony", "", 200)],
        ),
        row("sign-in/invitation", [("key", "none")], ANYBODY, []),
        row("sign-in/reset", [("key", "none")], ANYBODY, []),
        row(
            "sign-in/set-up",
            [
                ("key", "none"),
                ("password", "walrus kettle ivory"),
                ("terms", "yes"),
                ("step", ""),
            ],
            ANYBODY,
            [
                ("password", "short", 200),
                ("terms", "", 200),
                ("step", "again", 200),
            ],
        ),
        row(
            "sign-in/set-password",
            [("key", "none"), ("password", "walrus kettle ivory")],
            ANYBODY,
            [("password", "short", 200)],
        ),
        row(
            "sign-in/forgotten",
            [("email", "alice@cast.example")],
            ANYBODY,
            [("email", "not an address", 200), ("email", "", 200)],
        ),
        row(
            "requests/options",
            [("practice", ELM)],
            [401, 200, 200, 200, 200, 404, 404, 200],
            [("practice", FAR, 404), ("practice", "?", 422)],
        ),
        row(
            "certifications/draft",
            [("draft", ""), ("question", ""), ("find", "elm")],
            ANYBODY,
            [("draft", "made up", 200), ("question", "all", 200)],
        ),
        row(
            "certifications/answer",
            // Of a draft that is not there, so that nothing is kept.
            [
                ("draft", "made up"),
                ("question", "nominee"),
                ("practice", ELM),
                ("need", "administrator"),
                ("cause", "left"),
                ("explanation", "Since May"),
                ("title", ""),
                ("first_name", "Nora"),
                ("last_name", "New"),
                ("email", "nora@gp.example"),
                ("phone", ""),
                ("job", "Manager"),
                ("who", "nominee"),
                ("leaver", "no"),
                ("capacity", "gp-partner"),
                ("gmc_number", "7654321"),
                ("icb", ""),
            ],
            ANYBODY,
            [("question", "all", 422)],
        ),
        row("certifications/case", [("key", "made up")], [404; 8], []),
        row(
            "certifications/answer-case",
            [
                ("key", "made up"),
                ("step", "confirm"),
                ("signature", "Gwen Parry"),
                ("reason", ""),
            ],
            [404; 8],
            [("step", "all", 404)],
        ),
        row(
            "certifications/link",
            [
                ("reference", "UA-00000-00000"),
                ("email", "nora@gp.example"),
            ],
            ANYBODY,
            [("reference", "", 200), ("email", "nora", 200)],
        ),
        row("certifications/list", [], OFFICERS, []),
        row(
            "certifications/open",
            [("id", NOBODY)],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422)],
        ),
        row(
            "certifications/decide",
            [
                ("id", NOBODY),
                ("step", "approve"),
                ("refusal", ""),
                ("item", ""),
                ("finding", ""),
                ("source", ""),
                ("reason", ""),
                ("code", ""),
            ],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422)],
        ),
        row(
            "certifications/emergency",
            // Without roles and a reason, so that nothing is done.
            [
                ("practice", ELM),
                ("email", "peter@cast.example"),
                ("reason", ""),
                ("code", ""),
            ],
            OFFICERS,
            [("practice", "?", 403)],
        ),
        row(
            "accountants/list",
            [("filter[find]", "gina")],
            [401, 403, 200, 200, 403, 403, 200, 403],
            [],
        ),
        row(
            "accountants/open",
            [("id", NOBODY)],
            [401, 403, 404, 404, 403, 403, 404, 403],
            [("id", "me", 422)],
        ),
        row(
            "accountants/form",
            [("practice", ELM)],
            NAMING,
            [("practice", FAR, 403), ("practice", "?", 403)],
        ),
        row(
            "accountants/name",
            // Without an address and members, so that nothing is done.
            [
                ("practice", ELM),
                ("email", ""),
                ("first_name", "Amy"),
                ("last_name", "Audit"),
                ("firm", "Ledger"),
                ("phone", ""),
                ("scope[]", "type_1"),
                ("step", "check"),
                ("idempotency_key", RECEIPT),
            ],
            NAMING,
            [("practice", FAR, 403), ("practice", "?", 422)],
        ),
        row(
            "accountants/upload",
            // Without lines, so that nothing is done.
            [
                ("lines", ""),
                ("file", ""),
                ("file_called", "a.csv"),
                ("step", "check"),
                ("idempotency_key", RECEIPT),
            ],
            NAMING,
            [],
        ),
        row(
            "people/add",
            // Without lines, so that nothing is done.
            [
                ("practice", ELM),
                ("lines", ""),
                ("file", ""),
                ("file_called", "a.csv"),
                ("set", ""),
                ("seen", ""),
                ("step", "check"),
                ("code", ""),
                ("idempotency_key", RECEIPT),
            ],
            CREATORS,
            [
                ("practice", FAR, 403),
                ("practice", "?", 422),
                ("step", "?", 422),
            ],
        ),
        row(
            "role-sets/change",
            // A version that never was, and a name that can't be one, so that nothing is done.
            [
                ("practice", ELM),
                ("set", NOBODY),
                ("version", "7"),
                ("name", ";"),
                ("roles[]", "gpp-avcs"),
                ("step", "save"),
                ("idempotency_key", RECEIPT),
            ],
            CREATORS,
            [
                ("practice", FAR, 403),
                ("practice", "?", 422),
                ("set", "?", 422),
                ("step", "?", 422),
            ],
        ),
        row("accountants/mine", [], SIGNED_IN, []),
        row(
            "accountants/members",
            [("filter[find]", "gina")],
            SIGNED_IN,
            [],
        ),
        row(
            "accountants/decide",
            [
                ("id", NOBODY),
                ("step", "end"),
                ("practice", ELM),
                ("reason", ""),
            ],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422), ("step", "?", 422)],
        ),
        row(
            "pensions/years",
            [("member", "")],
            SIGNED_IN,
            [
                ("member", NOBODY, 404),
                ("member", "me", 404),
                ("member", &Who::Gina.id().to_string(), 404),
                ("member", &Who::Zebedee.id().to_string(), 404),
            ],
        ),
        row(
            "pensions/begin",
            // Of a year that is not over, so that nothing is begun.
            [
                ("member", &Who::Gina.id().to_string()),
                ("year", "2026-27"),
                ("kind", "type-1"),
                ("practice", ELM),
                ("step", "begin"),
                ("reason", ""),
            ],
            [401, 404, 404, 404, 404, 404, 404, 422],
            [
                ("member", NOBODY, 404),
                ("member", "me", 422),
                ("year", "2026", 422),
                ("kind", "type-3", 422),
                ("practice", "?", 422),
                ("practice", FAR, 404),
                ("step", "?", 404),
            ],
        ),
        row(
            "pensions/open",
            [("id", NOBODY)],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422)],
        ),
        row(
            "pensions/section",
            [("id", NOBODY), ("section", "about")],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422), ("section", "?", 404)],
        ),
        row(
            "pensions/save",
            [
                ("id", NOBODY),
                ("section", "about"),
                ("version", "1"),
                ("step", "stay"),
                ("sd_number", "12345678"),
            ],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [
                ("id", "me", 422),
                ("section", "?", 404),
                ("version", "one", 422),
            ],
        ),
        row(
            "pensions/step",
            [
                ("id", NOBODY),
                ("version", "1"),
                ("step", "ready"),
                ("reason", ""),
                ("paper", ""),
                ("amended[0]", "31"),
                ("amended[1]", "1"),
                ("amended[2]", "2027"),
            ],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [
                ("id", "me", 422),
                ("version", "one", 422),
                ("step", "submit", 404),
            ],
        ),
        row(
            "pensions/paper",
            [
                ("id", NOBODY),
                ("file", "JVBERi0xLjcK"),
                ("file_called", "a.pdf"),
            ],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422)],
        ),
        row(
            "pensions/submit",
            [
                ("id", NOBODY),
                ("version", "1"),
                ("declare[]", "yes"),
                ("password", "not it"),
                ("code", ""),
            ],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422), ("version", "one", 422)],
        ),
        row(
            "pensions/overview",
            [("practice", ELM), ("year", "2025-26")],
            NAMING,
            [
                ("practice", FAR, 403),
                ("practice", "?", 403),
                ("year", "nonsense", 200),
            ],
        ),
        row("pensions/authorities", [], SIGNED_IN, []),
        row(
            "pensions/authorise",
            // Of what was never given, so that nothing is done.
            [
                ("practice", ELM),
                ("step", "take-back"),
                ("until[0]", "31"),
                ("until[1]", "3"),
                ("until[2]", "2027"),
            ],
            [401, 404, 404, 404, 404, 404, 404, 200],
            [
                ("practice", FAR, 404),
                ("practice", "?", 422),
                ("step", "give", 403),
                ("step", "?", 422),
            ],
        ),
        row(
            "pensions/desk",
            [("show", "decided")],
            // An officer sees it once they were given it.
            [401, 403, 403, 403, 403, 403, 403, 403],
            [],
        ),
        row("pensions/desk-officers", [], OFFICERS, []),
        row(
            "pensions/give-desk",
            // From somebody who does not have it, so that nothing is done.
            [
                ("officer", &Who::Olive.id().to_string()),
                ("step", "take"),
                ("code", ""),
            ],
            OFFICERS,
            [("officer", NOBODY, 403), ("step", "?", 403)],
        ),
        row(
            "pensions/contributions",
            // Without lines, so that nothing is done.
            [
                ("practice", ELM),
                ("lines", ""),
                ("file", ""),
                ("file_called", "a.csv"),
                ("step", "check"),
                ("idempotency_key", RECEIPT),
            ],
            NAMING,
            [
                ("practice", FAR, 403),
                ("practice", "?", 200),
                ("idempotency_key", "?", 422),
                ("step", "?", 422),
            ],
        ),
        row("launches/list", [], OFFICERS, []),
        row(
            "launches/open",
            [("id", NOBODY)],
            [401, 403, 403, 403, 403, 403, 404, 403],
            [("id", "me", 422)],
        ),
        row(
            "launches/put-in",
            // Without a file, so that nothing is done.
            [("service", "gpp"), ("file", ""), ("file_called", "a.csv")],
            OFFICERS,
            [("service", "?", 403)],
        ),
        row(
            "launches/decide",
            [
                ("id", NOBODY),
                ("step", "withdraw"),
                ("line", "1"),
                ("reason", "They have left"),
                ("code", ""),
            ],
            [401, 403, 403, 403, 403, 403, 404, 403],
            [("id", "me", 422)],
        ),
        row("letters/list", [], OFFICERS, []),
        row(
            "letters/printed",
            [("reference", ""), ("practice", ""), ("newest", NOBODY)],
            OFFICERS,
            [("newest", "?", 403)],
        ),
        row(
            "successions/plan",
            // Three things are wrong, so that nothing is planned whatever is put right.
            [
                ("practice", ELM),
                ("kind", ""),
                ("others", ""),
                ("branch", ""),
                ("reason", ""),
                ("step", "save"),
                ("idempotency_key", RECEIPT),
            ],
            OFFICERS,
            [("practice", "?", 403), ("kind", "takeover", 403)],
        ),
        row(
            "successions/decide",
            [
                ("id", NOBODY),
                ("step", "withdraw"),
                ("reason", ""),
                ("code", ""),
            ],
            OFFICERS,
            [("id", "me", 422)],
        ),
        row(
            "successions/answer",
            [
                ("id", NOBODY),
                ("practice", ELM),
                ("user", &peter),
                ("step", "decline"),
            ],
            [401, 403, 404, 404, 404, 403, 403, 403],
            [
                ("id", "me", 422),
                ("practice", FAR, 403),
                ("practice", "?", 422),
                ("user", "me", 422),
            ],
        ),
        row(
            "requests/ask",
            [("practice", ELM), ("reason", "")],
            [401, 200, 200, 200, 200, 403, 403, 200],
            [("practice", FAR, 403), ("practice", "?", 422)],
        ),
        row(
            "requests/open",
            [("id", NOBODY)],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422)],
        ),
        row(
            "requests/answer",
            [
                ("id", NOBODY),
                ("step", "give"),
                ("reason", ""),
                ("code", ""),
            ],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422)],
        ),
        row(
            "performers/me",
            [],
            [401, 403, 403, 403, 403, 403, 403, 200],
            [],
        ),
        row(
            "performers/question",
            [("kind", "join"), ("answers[find]", "elm")],
            [401, 403, 403, 403, 403, 403, 403, 200],
            [("kind", "marry", 422)],
        ),
        row(
            "performers/ask",
            [
                ("kind", "join"),
                ("practice", ELM),
                ("gp_type", ""),
                ("sessions", ""),
                ("leaving", ""),
            ],
            [401, 403, 403, 403, 403, 403, 403, 200],
            [("kind", "marry", 422), ("practice", "?", 422)],
        ),
        row(
            "performers/request",
            [("id", NOBODY)],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422)],
        ),
        row(
            "performers/decide",
            [("id", NOBODY), ("step", "confirm"), ("reason", "")],
            [401, 404, 404, 404, 404, 404, 404, 404],
            [("id", "me", 422)],
        ),
        row(
            "performers/practice",
            [("practice", ELM)],
            [401, 403, 200, 200, 200, 403, 200, 403],
            [("practice", FAR, 403), ("practice", "?", 422)],
        ),
        row(
            "performers/nudge",
            [
                ("practice", ELM),
                ("gmc_number", "7654321"),
                ("last_name", "O'Brien"),
            ],
            [401, 403, 403, 403, 403, 403, 403, 403],
            [("practice", FAR, 403), ("practice", "?", 422)],
        ),
        row("tasks/list", [], SIGNED_IN, []),
        row(
            "tasks/still-here",
            [("user", &peter), ("practice", ELM)],
            MANAGERS,
            [("practice", FAR, 403), ("user", "me", 422)],
        ),
        row(
            "review/open",
            [("practice", ELM)],
            MANAGERS,
            [("practice", FAR, 403), ("practice", "?", 422)],
        ),
        row(
            "review/read",
            [("practice", ELM), ("id", NOBODY)],
            [401, 403, 404, 404, 404, 403, 404, 403],
            [("practice", FAR, 403), ("id", "me", 422)],
        ),
        row(
            "undo/open",
            [("change", "ZZ9001-1")],
            [401, 403, 404, 404, 404, 403, 404, 403],
            [("change", "ZZ9009-1", 403), ("change", "?", 404)],
        ),
        row(
            "undo/save",
            [
                ("change", "ZZ9001-1"),
                ("reason", ""),
                ("step", "check"),
                ("idempotency_key", RECEIPT),
            ],
            [401, 403, 404, 404, 404, 403, 404, 403],
            [
                ("change", "ZZ9009-1", 403),
                ("change", "?", 404),
                ("step", "explode", 422),
                ("idempotency_key", "twice", 422),
            ],
        ),
        row(
            "requests/of-practice",
            [("practice", ELM)],
            MANAGERS,
            [("practice", FAR, 403), ("practice", "?", 422)],
        ),
        row(
            "left/open",
            [("practice", ELM)],
            MANAGERS,
            [("practice", FAR, 403), ("practice", "?", 422)],
        ),
        row(
            "left/bring-back",
            [
                ("practice", ELM),
                ("people[]", &left),
                ("step", "check"),
                ("idempotency_key", RECEIPT),
            ],
            MANAGERS,
            [
                ("practice", FAR, 403),
                ("practice", "?", 422),
                ("people[]", "everybody", 422),
                ("people[]", &nobody, 404),
                ("step", "explode", 422),
                ("idempotency_key", "twice", 422),
            ],
        ),
        row(
            "review/sign",
            [
                ("practice", ELM),
                ("drops[]", &dropped),
                ("draft", "0"),
                ("step", "check"),
                ("idempotency_key", RECEIPT),
            ],
            [401, 403, 200, 200, 200, 403, 403, 403],
            [
                ("practice", FAR, 403),
                ("practice", "?", 422),
                ("drops[]", "all", 422),
                ("draft", "none", 422),
                ("step", "explode", 422),
                ("idempotency_key", "twice", 422),
            ],
        ),
        row(
            "unused/open",
            [("practice", ELM)],
            MANAGERS,
            [("practice", FAR, 403), ("practice", "?", 422)],
        ),
        row(
            "unused/bring-back",
            [
                ("practice", ELM),
                ("people[]", &one),
                ("idempotency_key", RECEIPT),
            ],
            MANAGERS,
            [
                ("practice", FAR, 403),
                ("practice", "?", 422),
                ("people[]", "Peter", 422),
                ("idempotency_key", "twice", 422),
            ],
        ),
        row(
            "users/details",
            [("user", &peter)],
            MANAGERS,
            [
                ("user", NOBODY, 404),
                ("user", "me", 422),
                ("user", &Who::Zebedee.id().to_string(), 403),
            ],
        ),
        row(
            "users/correct-details",
            [
                ("user", &peter),
                ("title", ""),
                ("first_name", ""),
                ("last_name", ""),
                // Twice wrong, so that nothing is saved whatever is put right.
                ("phone", "call me"),
            ],
            MANAGERS,
            [
                ("user", NOBODY, 404),
                ("user", "me", 422),
                ("user", &Who::Zebedee.id().to_string(), 403),
            ],
        ),
        row(
            "users/sign-in",
            [("user", &peter)],
            MANAGERS,
            [
                ("user", NOBODY, 404),
                ("user", "me", 422),
                ("user", &Who::Zebedee.id().to_string(), 403),
            ],
        ),
        row(
            "users/place",
            [("user", &peter), ("practice", ELM)],
            MANAGERS,
            [
                ("user", NOBODY, 404),
                ("user", &Who::Zebedee.id().to_string(), 404),
                ("practice", FAR, 403),
                ("practice", "?", 422),
            ],
        ),
        row(
            "users/leave",
            [
                ("user", &peter),
                ("practice", ELM),
                ("version", "1"),
                ("reason", "Left"),
                ("step", "check"),
                ("idempotency_key", RECEIPT),
            ],
            MANAGERS,
            [
                ("user", NOBODY, 404),
                ("practice", FAR, 403),
                ("practice", "?", 422),
                ("version", "7", 200),
                ("version", "one", 422),
                ("reason", "", 200),
                ("step", "explode", 422),
                ("idempotency_key", "twice", 422),
            ],
        ),
        row(
            "users/help-in",
            [
                ("user", &peter),
                ("step", "ask"),
                ("email", "peter@cast.example"),
                ("idempotency_key", RECEIPT),
            ],
            MANAGERS,
            [
                ("user", NOBODY, 404),
                ("user", &Who::Zebedee.id().to_string(), 403),
                ("step", "explode", 422),
                ("step", "resend", 422),
                ("step", "correct", 422),
                ("step", "withdraw", 422),
                ("idempotency_key", "twice", 422),
            ],
        ),
        row(
            "operations/act",
            // No job of this name, so that nothing is done.
            [("step", "run"), ("job", "none"), ("message", "")],
            OFFICERS,
            [("step", "explode", 403), ("message", NOBODY, 403)],
        ),
        row(
            "officers/invite",
            [
                ("title", "Mx"),
                ("first_name", "Oscar"),
                // Twice wrong, so that nobody is invited whatever is put right.
                ("last_name", ""),
                ("email", "oscar@cast.example"),
                ("reason", ""),
                ("code", ""),
            ],
            OFFICERS,
            [("email", "not an address", 403)],
        ),
        row(
            "officers/change",
            [
                // With a reason she is refused because it is she herself.
                ("user", &Who::Olive.id().to_string()),
                ("step", "deactivate"),
                ("reason", ""),
                ("code", ""),
                ("idempotency_key", RECEIPT),
            ],
            OFFICERS,
            [
                ("user", NOBODY, 403),
                ("user", "me", 422),
                ("user", &peter, 403),
                ("step", "explode", 403),
            ],
        ),
        // Nobody's to read where people are real.
        row("mail/newest", [], [404; 8], []),
        row("account/open", [], SIGNED_IN, []),
        row("account/end-others", [], SIGNED_IN, []),
        row(
            "account/change-details",
            [
                ("title", ""),
                ("first_name", ""),
                ("last_name", ""),
                // Twice wrong, so that nothing is saved whatever is put right.
                ("phone", "call me"),
            ],
            SIGNED_IN,
            [("phone", "call me", 200)],
        ),
        row(
            "account/change-password",
            [
                ("current_password", "wrong"),
                ("password", "walrus kettle ivory"),
            ],
            SIGNED_IN,
            [("current_password", "", 200)],
        ),
        row(
            "account/change-address",
            [
                ("email", "other@cast.example"),
                ("current_password", "wrong"),
            ],
            SIGNED_IN,
            [
                ("email", "not an address", 200),
                ("current_password", "", 200),
            ],
        ),
        row("account/address-link", [("key", "none")], ANYBODY, []),
        row("account/confirm-address", [("key", "none")], ANYBODY, []),
        row("account/keep-link", [("key", "none")], ANYBODY, []),
        row("account/keep-address", [("key", "none")], ANYBODY, []),
        row(
            "users/search",
            [
                ("search[q]", "peter"),
                ("search[practice]", ELM),
                ("search[sort]", "email"),
                ("search[after]", ""),
            ],
            MANAGERS,
            [
                ("search[practice]", FAR, 200),
                ("search[after]", "nonsense", 200),
            ],
        ),
        row(
            "users/suggest",
            [("text", "pe")],
            MANAGERS,
            [("text", "", 200)],
        ),
        row("users/blank", [("practices", "elm")], CREATORS, []),
        row(
            "users/open",
            [("user", &peter), ("practices", "elm")],
            MANAGERS,
            [
                ("user", NOBODY, 404),
                ("user", "me", 422),
                ("user", "", 422),
            ],
        ),
        row(
            "users/create",
            [
                ("email", "new@cast.example"),
                ("title", "Dr"),
                ("first_name", "Nora"),
                ("last_name", "New"),
                ("phone", "01632 960001"),
                ("seen[]", "ZZ9001:0:"),
                ("ticks[]", tick),
                ("reason", "Needed"),
                ("step", "check"),
                ("code", ""),
                ("idempotency_key", RECEIPT),
            ],
            CREATORS,
            [
                ("email", "not an address", 200),
                ("idempotency_key", "twice", 422),
                ("seen[]", "ZZ9001", 422),
                ("ticks[]", "ZZ9001:no-such-role", 422),
                ("ticks[]", "ZZ9009:gpp-statements", 422),
                ("first_name", "", 200),
            ],
        ),
        row(
            "users/update",
            [
                ("user", &peter),
                ("seen[]", seen),
                ("ticks[]", tick),
                ("reason", "Needed"),
                ("step", "check"),
                ("code", ""),
                ("idempotency_key", RECEIPT),
            ],
            MANAGERS,
            [
                ("user", NOBODY, 404),
                ("user", "me", 422),
                ("seen[]", "ZZ9001:one:", 422),
                ("ticks[]", "ZZ9002:gpp-statements", 422),
                ("idempotency_key", "", 422),
            ],
        ),
        row(
            "users/dates",
            [
                ("user", &peter),
                ("practice", ELM),
                ("role", "gpp-view-claims"),
            ],
            // Those who decide about the role: not the Main Contact, nor the registration team.
            [401, 403, 200, 200, 403, 403, 403, 403],
            [
                ("user", NOBODY, 404),
                ("user", "me", 422),
                ("user", &Who::Zebedee.id().to_string(), 404),
                ("practice", FAR, 403),
                ("practice", "?", 422),
                ("role", "gpp-avcs", 200),
                ("role", "pl-practice-manager", 403),
                ("role", "no-such-role", 422),
            ],
        ),
        row(
            "users/redate",
            [
                ("user", &peter),
                ("practice", ELM),
                ("role", "gpp-view-claims"),
                ("version", "1"),
                ("ends[0]", "31"),
                ("ends[1]", "3"),
                ("ends[2]", "2027"),
                ("reason", "Needed"),
                ("step", "check"),
                ("code", ""),
                ("idempotency_key", RECEIPT),
            ],
            MANAGERS,
            [
                ("user", NOBODY, 200),
                ("user", "me", 422),
                ("practice", FAR, 200),
                ("practice", "?", 422),
                ("role", "gpp-avcs", 200),
                ("role", "no-such-role", 422),
                ("version", "7", 200),
                ("version", "one", 422),
                ("ends[1]", "13", 200),
                ("ends[2]", "1900", 200),
                ("idempotency_key", "twice", 422),
            ],
        ),
        row(
            "summary/read",
            [
                ("practice", ELM),
                ("asked[q]", "p"),
                ("asked[sort]", "sign-in"),
                ("asked[status]", "all"),
            ],
            MANAGERS,
            [
                ("practice", FAR, 403),
                ("practice", "ZZ0000", 403),
                ("practice", "?", 422),
            ],
        ),
        row(
            "summary/change",
            [
                ("practice", ELM),
                ("people[]", &one),
                ("change", "add"),
                ("which", "gpp-statements"),
                ("reason", "Needed"),
                ("step", "check"),
                ("code", ""),
                ("idempotency_key", RECEIPT),
                ("back", ""),
            ],
            MANAGERS,
            [
                ("practice", FAR, 403),
                ("practice", "?", 422),
                ("people[]", "somebody", 422),
                ("people[]", "01900000-0000-7000-8000-00000000ffff:1", 422),
                ("which", "no-such-role", 200),
                ("idempotency_key", "", 422),
            ],
        ),
        row(
            "practices/search",
            [
                ("search[q]", "elm"),
                ("search[list]", ""),
                ("search[sort]", ""),
                ("search[after]", ""),
            ],
            MANAGERS,
            [
                ("search[list]", "nonsense", 200),
                ("search[after]", "nonsense", 200),
            ],
        ),
        row(
            "history/everything",
            [
                ("asked[person]", "peter"),
                ("asked[from]", "2026-01-01"),
                ("asked[before]", ""),
            ],
            OFFICERS,
            [],
        ),
        row(
            "history/practice",
            [
                ("ods", ELM),
                ("asked[person]", "peter"),
                ("asked[what]", "refused"),
            ],
            MANAGERS,
            [("ods", FAR, 403), ("ods", "?", 404), ("ods", "ZZ0000", 403)],
        ),
        row(
            "history/user",
            [
                ("id", &peter),
                ("asked[service]", "gpp"),
                ("asked[to]", "2026-12-31"),
            ],
            // A user reads what happened to themselves.
            [401, 200, 200, 200, 200, 403, 200, 403],
            [
                ("id", NOBODY, 404),
                ("id", "me", 404),
                ("id", &Who::Zebedee.id().to_string(), 404),
            ],
        ),
        // Last: it ends the sessions that the others use.
        row("sign-in/end", [], ANYBODY, []),
    ]
}

impl Row {
    pub(super) fn body(&self) -> String {
        let fields: Vec<_> = self
            .right
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        body(&fields)
    }

    pub(super) fn body_with(&self, changed: &str, instead: &str) -> String {
        let fields: Vec<_> = self
            .right
            .iter()
            .map(|(name, value)| {
                (
                    *name,
                    if *name == changed {
                        instead
                    } else {
                        value.as_str()
                    },
                )
            })
            .collect();
        body(&fields)
    }
}
