-- SQLite. The PostgreSQL twin says the same; a test compares them.

-- What this installation is, one fact a row. demonstration: its people are invented and their password is published;
-- the value says which set of data it is.
CREATE TABLE installation (
    fact TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The role catalogue, mirrored from src/access/catalogue.rs at every start so that grants can refer to it.
-- holder_limit: how many people may hold the role at one practice at once; 0 means no limit.
CREATE TABLE role (
    code TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    holder_limit INTEGER NOT NULL CHECK (holder_limit >= 0),
    UNIQUE (code, holder_limit)
) STRICT;

CREATE TABLE practice (
    ods TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'closed')),
    address TEXT NOT NULL,
    town TEXT NOT NULL,
    postcode TEXT NOT NULL,
    region TEXT NOT NULL,
    icb TEXT NOT NULL,
    sub_icb TEXT NOT NULL,
    telephone TEXT NOT NULL,
    opened_on TEXT,
    closed_on TEXT
) STRICT;
CREATE INDEX practice_by_name ON practice (name, ods);

-- Every word a practice is found by: name, town, code, postcode, PCN. Lower case, without accents.
CREATE TABLE practice_token (
    token TEXT NOT NULL,
    ods TEXT NOT NULL REFERENCES practice (ods),
    PRIMARY KEY (token, ods)
) STRICT, WITHOUT ROWID;
CREATE INDEX practice_token_by_practice ON practice_token (ods, token);

CREATE TABLE pcn (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    sub_icb TEXT NOT NULL
) STRICT;

-- As ODS says it, future and overlapping times included: where two overlap, the one that began last counts.
CREATE TABLE pcn_member (
    ods TEXT NOT NULL REFERENCES practice (ods),
    pcn TEXT NOT NULL REFERENCES pcn (code),
    joined_on TEXT NOT NULL,
    left_on TEXT,
    PRIMARY KEY (ods, pcn, joined_on)
) STRICT;
CREATE INDEX pcn_member_by_pcn ON pcn_member (pcn, ods);

-- One person, one account, one e-mail address. password_hash is NULL until the person has set one.
-- sort_name is "last name first name", lower case, without accents: what lists are ordered by.
CREATE TABLE app_user (
    id BLOB NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    phone TEXT NOT NULL,
    gmc_number TEXT UNIQUE,
    is_registration_officer INTEGER NOT NULL,
    password_hash TEXT,
    created_at INTEGER NOT NULL,
    last_sign_in_at INTEGER
) STRICT;
CREATE INDEX app_user_by_name ON app_user (sort_name, id);
CREATE INDEX app_user_by_sign_in ON app_user (COALESCE(last_sign_in_at, 0), id);

-- Every word a user is found by, and every ordered pair of words of the name ("jones sarah"), so that two words
-- cost no more than one. Carries sort_name so that one range of the key is already in the order of the list.
CREATE TABLE user_token (
    token TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES app_user (id),
    PRIMARY KEY (token, sort_name, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_token_by_user ON user_token (user_id, token);

-- A user's place at a practice. version grows with every change to the place or its grants: optimistic locking.
CREATE TABLE membership (
    user_id BLOB NOT NULL REFERENCES app_user (id),
    ods TEXT NOT NULL REFERENCES practice (ods),
    status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'deactivated')),
    since INTEGER NOT NULL,
    reason TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (user_id, ods)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_practice ON membership (ods, user_id);

-- One role held by one user at one practice. Rows end (ended_at), they never vanish.
-- slot numbers the holders of a limited role: with the unique index below no two transactions, whatever their
-- isolation and whichever server they run on, can give a practice a fifth administrator.
CREATE TABLE role_grant (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL,
    ods TEXT NOT NULL,
    role TEXT NOT NULL,
    holder_limit INTEGER NOT NULL,
    slot INTEGER,
    origin TEXT NOT NULL CHECK (origin IN ('administrator', 'registration team', 'performers list')),
    granted_by BLOB REFERENCES app_user (id),
    granted_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    ended_at INTEGER,
    ended_by BLOB REFERENCES app_user (id),
    FOREIGN KEY (user_id, ods) REFERENCES membership (user_id, ods),
    FOREIGN KEY (role, holder_limit) REFERENCES role (code, holder_limit),
    CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CHECK (
        CASE
            WHEN holder_limit = 0 THEN slot IS NULL
            ELSE slot IS NOT NULL AND slot BETWEEN 1 AND holder_limit
        END
    )
) STRICT;
CREATE UNIQUE INDEX role_grant_once ON role_grant (user_id, ods, role) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX role_grant_limit ON role_grant (ods, role, slot) WHERE ended_at IS NULL AND slot IS NOT NULL;
CREATE INDEX role_grant_by_practice ON role_grant (ods, user_id) WHERE ended_at IS NULL;
-- Holders of limited roles, which are the administrators, for the lists of practices without any.
CREATE INDEX role_grant_administrators ON role_grant (ods, role, user_id, starts_on, ends_on)
    WHERE ended_at IS NULL AND holder_limit > 0;
CREATE INDEX role_grant_due ON role_grant (ends_on) WHERE ended_at IS NULL AND ends_on IS NOT NULL;
-- All that a list of people says of their roles, so that it reads nothing else.
CREATE INDEX role_grant_by_user ON role_grant (user_id, ods, ended_at, role, starts_on, ends_on);

-- A signed-in browser. Only the SHA-256 of the cookie's secret is kept.
CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES app_user (id),
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- Failed sign-ins, by what is slowed down: an account with an address, or an address alone.
CREATE TABLE sign_in_throttle (
    key TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failure_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Forms already acted on, so that a double click or a reload acts once. location: where the first one led.
CREATE TABLE form_receipt (
    token BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL,
    used_at INTEGER NOT NULL,
    location TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX form_receipt_by_age ON form_receipt (used_at);

-- The record. One chain per practice (its ODS code) and a few for accounts; each event's hash covers its content
-- and the hash before it. No foreign keys: the record must outlive what it speaks of.
CREATE TABLE history_event (
    chain TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor_id BLOB,
    actor_name TEXT NOT NULL,
    subject_id BLOB,
    subject_name TEXT NOT NULL,
    ods TEXT,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    reason TEXT NOT NULL,
    request_id TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (chain, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX history_event_by_subject ON history_event (subject_id, at, chain, seq);
CREATE INDEX history_event_by_actor ON history_event (actor_id, at, chain, seq);
CREATE INDEX history_event_by_time ON history_event (at, chain, seq);
-- The kinds of event that are too rare to be met by reading on.
CREATE INDEX history_event_by_action ON history_event (action, at, chain, seq) WHERE action <> 'roles-changed';

-- The newest event of each chain: what a new event is chained to, and what shows that the newest was removed. The
-- newest anchor stands here too, as the head of the chain 'anchors'.
CREATE TABLE history_chain (
    chain TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- From time to time one hash over the chains that grew since the anchor before, chained to it. Noted elsewhere
-- (log, paper), it shows even the rewriting of whole chains.
CREATE TABLE history_anchor (
    seq INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE history_anchor_head (
    anchor INTEGER NOT NULL REFERENCES history_anchor (seq),
    chain TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (anchor, chain)
) STRICT, WITHOUT ROWID;
CREATE INDEX history_anchor_head_by_chain ON history_anchor_head (chain, seq);
