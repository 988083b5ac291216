-- SQLite. The PostgreSQL twin says the same; a test compares them.

-- A link that keeps the address until now, sent there when another is asked for. Links also end because of what became
-- of their account.
CREATE TABLE account_link_anew (
    token_hash BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES app_user (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'reset', 'address', 'keep address')),
    address TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    ended_by TEXT CHECK (ended_by IN ('use', 'newer link', 'withdrawal', 'revocation')),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((address IS NULL) = (purpose IN ('invitation', 'reset')))
) STRICT, WITHOUT ROWID;
INSERT INTO account_link_anew SELECT * FROM account_link;
DROP TABLE account_link;
ALTER TABLE account_link_anew RENAME TO account_link;
CREATE UNIQUE INDEX account_link_open ON account_link (user_id, purpose) WHERE ended_at IS NULL;
CREATE INDEX account_link_by_user ON account_link (user_id, created_at);
CREATE INDEX account_link_by_age ON account_link (expires_at);

-- When the person first logged in after they were given the place, or were invited by it. Before that it gives nobody power
-- over their account.
ALTER TABLE membership ADD COLUMN accepted_at INTEGER;
UPDATE membership SET accepted_at = since
WHERE since <= (SELECT last_sign_in_at FROM app_user WHERE id = membership.user_id);

-- What the last day of a grant was before the last day of the place cut it short; empty if it had none. Taking the last
-- day of the place back restores it.
ALTER TABLE role_grant ADD COLUMN cut_from TEXT;

UPDATE role_grant SET cut_from = ''
WHERE ended_at IS NULL AND ends_on = (SELECT leaves_on FROM membership
                                      WHERE user_id = role_grant.user_id AND ods = role_grant.ods);

-- What somebody did in an hour of which there may be only so much.
CREATE TABLE budget (
    key TEXT NOT NULL PRIMARY KEY,
    spent INTEGER NOT NULL,
    began_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX budget_by_age ON budget (began_at);
