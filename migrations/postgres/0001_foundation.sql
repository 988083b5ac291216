-- PostgreSQL. The SQLite twin says the same; a test compares them. Text sorts by code point in both.

-- What this installation is, one fact a row. demonstration: its people are invented and their password is published;
-- the value says which set of data it is.
CREATE TABLE installation (
    fact TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

-- The role catalogue, mirrored from src/access/catalogue.rs at every start so that grants can refer to it.
-- holder_limit: how many people may hold the role at one practice at once; 0 means no limit.
CREATE TABLE role (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    service TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    holder_limit BIGINT NOT NULL CHECK (holder_limit >= 0),
    UNIQUE (code, holder_limit)
);

CREATE TABLE practice (
    ods TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('active', 'closed')),
    address TEXT COLLATE "C" NOT NULL,
    town TEXT COLLATE "C" NOT NULL,
    postcode TEXT COLLATE "C" NOT NULL,
    region TEXT COLLATE "C" NOT NULL,
    icb TEXT COLLATE "C" NOT NULL,
    sub_icb TEXT COLLATE "C" NOT NULL,
    telephone TEXT COLLATE "C" NOT NULL,
    opened_on TEXT COLLATE "C",
    closed_on TEXT COLLATE "C"
);
CREATE INDEX practice_by_name ON practice (name, ods);

-- Every word a practice is found by: name, town, code, postcode, PCN. Lower case, without accents.
CREATE TABLE practice_token (
    token TEXT COLLATE "C" NOT NULL,
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    PRIMARY KEY (token, ods)
);
CREATE INDEX practice_token_by_practice ON practice_token (ods, token);

CREATE TABLE pcn (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    sub_icb TEXT COLLATE "C" NOT NULL
);

-- As ODS says it, future and overlapping times included: where two overlap, the one that began last counts.
CREATE TABLE pcn_member (
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    pcn TEXT COLLATE "C" NOT NULL REFERENCES pcn (code),
    joined_on TEXT COLLATE "C" NOT NULL,
    left_on TEXT COLLATE "C",
    PRIMARY KEY (ods, pcn, joined_on)
);
CREATE INDEX pcn_member_by_pcn ON pcn_member (pcn, ods);

-- One person, one account, one e-mail address. password_hash is NULL until the person has set one.
-- sort_name is "last name first name", lower case, without accents: what lists are ordered by.
CREATE TABLE app_user (
    id UUID NOT NULL PRIMARY KEY,
    email TEXT COLLATE "C" NOT NULL UNIQUE,
    title TEXT COLLATE "C" NOT NULL,
    first_name TEXT COLLATE "C" NOT NULL,
    last_name TEXT COLLATE "C" NOT NULL,
    sort_name TEXT COLLATE "C" NOT NULL,
    phone TEXT COLLATE "C" NOT NULL,
    gmc_number TEXT COLLATE "C" UNIQUE,
    is_registration_officer BOOLEAN NOT NULL,
    password_hash TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    last_sign_in_at BIGINT
);
CREATE INDEX app_user_by_name ON app_user (sort_name, id);
CREATE INDEX app_user_by_sign_in ON app_user (COALESCE(last_sign_in_at, 0), id);

-- Every word a user is found by, and every ordered pair of words of the name ("jones sarah"), so that two words
-- cost no more than one. Carries sort_name so that one range of the key is already in the order of the list.
CREATE TABLE user_token (
    token TEXT COLLATE "C" NOT NULL,
    sort_name TEXT COLLATE "C" NOT NULL,
    user_id UUID NOT NULL REFERENCES app_user (id),
    PRIMARY KEY (token, sort_name, user_id)
);
CREATE INDEX user_token_by_user ON user_token (user_id, token);

-- A user's place at a practice. version grows with every change to the place or its grants: optimistic locking.
CREATE TABLE membership (
    user_id UUID NOT NULL REFERENCES app_user (id),
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('invited', 'active', 'deactivated')),
    since BIGINT NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (user_id, ods)
);
CREATE INDEX membership_by_practice ON membership (ods, user_id);

-- One role held by one user at one practice. Rows end (ended_at), they never vanish.
-- slot numbers the holders of a limited role: with the unique index below no two transactions, whatever their
-- isolation and whichever server they run on, can give a practice a fifth administrator.
CREATE TABLE role_grant (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL,
    ods TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    holder_limit BIGINT NOT NULL,
    slot BIGINT,
    origin TEXT COLLATE "C" NOT NULL CHECK (origin IN ('administrator', 'registration team', 'performers list')),
    granted_by UUID REFERENCES app_user (id),
    granted_at BIGINT NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    starts_on TEXT COLLATE "C" NOT NULL,
    ends_on TEXT COLLATE "C",
    ended_at BIGINT,
    ended_by UUID REFERENCES app_user (id),
    FOREIGN KEY (user_id, ods) REFERENCES membership (user_id, ods),
    FOREIGN KEY (role, holder_limit) REFERENCES role (code, holder_limit),
    CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CHECK (
        CASE
            WHEN holder_limit = 0 THEN slot IS NULL
            ELSE slot IS NOT NULL AND slot BETWEEN 1 AND holder_limit
        END
    )
);
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
    token_hash BYTEA NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES app_user (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- Failed sign-ins, by what is slowed down: an account with an address, or an address alone.
CREATE TABLE sign_in_throttle (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_failure_at BIGINT NOT NULL
);

-- Forms already acted on, so that a double click or a reload acts once. location: where the first one led.
CREATE TABLE form_receipt (
    token UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL,
    used_at BIGINT NOT NULL,
    location TEXT COLLATE "C" NOT NULL
);
CREATE INDEX form_receipt_by_age ON form_receipt (used_at);

-- The record. One chain per practice (its ODS code) and a few for accounts; each event's hash covers its content
-- and the hash before it. No foreign keys: the record must outlive what it speaks of.
CREATE TABLE history_event (
    chain TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_id UUID,
    actor_name TEXT COLLATE "C" NOT NULL,
    subject_id UUID,
    subject_name TEXT COLLATE "C" NOT NULL,
    ods TEXT COLLATE "C",
    action TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE INDEX history_event_by_subject ON history_event (subject_id, at, chain, seq);
CREATE INDEX history_event_by_actor ON history_event (actor_id, at, chain, seq);
CREATE INDEX history_event_by_time ON history_event (at, chain, seq);
-- The kinds of event that are too rare to be met by reading on.
CREATE INDEX history_event_by_action ON history_event (action, at, chain, seq) WHERE action <> 'roles-changed';

-- The newest event of each chain: what a new event is chained to, and what shows that the newest was removed. The
-- newest anchor stands here too, as the head of the chain 'anchors'.
CREATE TABLE history_chain (
    chain TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

-- From time to time one hash over the chains that grew since the anchor before, chained to it. Noted elsewhere
-- (log, paper), it shows even the rewriting of whole chains.
CREATE TABLE history_anchor (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

CREATE TABLE history_anchor_head (
    anchor BIGINT NOT NULL REFERENCES history_anchor (seq),
    chain TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (anchor, chain)
);
CREATE INDEX history_anchor_head_by_chain ON history_anchor_head (chain, seq);
