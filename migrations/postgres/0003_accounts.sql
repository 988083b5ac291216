-- PostgreSQL. The SQLite twin says the same; a test compares them.

-- When the person accepted the terms of use, and when their password was set last.
ALTER TABLE app_user ADD COLUMN terms_accepted_at BIGINT;
ALTER TABLE app_user ADD COLUMN password_set_at BIGINT;

-- A link sent by mail that lets its reader do one thing, once: set a password, or confirm the new address that it was
-- sent to. Only the SHA-256 of its secret is kept. Rows stay for a
-- while after they ended, so that an old link can say what became of it.
CREATE TABLE account_link (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES app_user (id),
    purpose TEXT COLLATE "C" NOT NULL CHECK (purpose IN ('invitation', 'reset', 'address')),
    address TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT COLLATE "C" CHECK (ended_by IN ('use', 'newer link', 'withdrawal')),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((address IS NULL) = (purpose <> 'address'))
);
CREATE UNIQUE INDEX account_link_open ON account_link (user_id, purpose) WHERE ended_at IS NULL;
CREATE INDEX account_link_by_user ON account_link (user_id, created_at);
CREATE INDEX account_link_by_age ON account_link (expires_at);

-- What was asked about an account by somebody who is not signed in, to be looked into after they were answered: neither
-- the answer nor its time tells whether the account exists.
CREATE TABLE account_request (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('reset', 'locked')),
    email TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL
);

-- The account that was tried, as a hash, so that all that slows it down can be lifted at once.
ALTER TABLE sign_in_throttle ADD COLUMN account TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX sign_in_throttle_by_account ON sign_in_throttle (account);

-- What the person knows the browser by: "Firefox on Windows".
ALTER TABLE session ADD COLUMN browser TEXT COLLATE "C" NOT NULL DEFAULT '';
