-- Second factors. SQLite; the PostgreSQL twin says the same.

-- The moment of a session's last second factor. Empty: none was shown yet, and what that means follows from what the
-- account has and needs (sign_in/factor/stage.rs).
ALTER TABLE session ADD COLUMN factor_at INTEGER;

-- An authenticator app. last_step: the newest step of 30 seconds whose code was accepted; none before it is again.
CREATE TABLE authenticator_app (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES app_user (id),
    name TEXT NOT NULL,
    secret BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX authenticator_app_by_user ON authenticator_app (user_id);

-- A passkey: its public half, and how often it was used if it counts that. alone: whether it logs in without the password;
-- once that has been replaced, not before it was shown beside the new one.
CREATE TABLE passkey (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES app_user (id),
    name TEXT NOT NULL,
    credential_id BLOB NOT NULL UNIQUE,
    credential TEXT NOT NULL,
    alone INTEGER NOT NULL,
    added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX passkey_by_user ON passkey (user_id);

-- The recovery codes that are left. Only SHA-256 of the account and the code is kept; a row goes when it is used.
CREATE TABLE recovery_code (
    user_id BLOB NOT NULL REFERENCES app_user (id),
    code_hash BLOB NOT NULL,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- Wrong codes in a row, by account.
CREATE TABLE factor_try (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES app_user (id),
    failures INTEGER NOT NULL,
    last_failure_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX factor_try_by_age ON factor_try (last_failure_at);

-- What a browser was asked to do with a passkey and has not answered yet. Only the SHA-256 of the handle that the page
-- sends back is kept; a row goes with the first answer, right or wrong. user_id is empty where anybody may answer.
CREATE TABLE passkey_ceremony (
    handle_hash BLOB NOT NULL PRIMARY KEY,
    user_id BLOB REFERENCES app_user (id),
    state TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_ceremony_by_expiry ON passkey_ceremony (expires_at);
