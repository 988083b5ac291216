-- PostgreSQL. The SQLite twin says the same; a test compares them.

-- A link that keeps the address until now, sent there when another is asked for. Links also end because of what became
-- of their account.
ALTER TABLE account_link
    DROP CONSTRAINT account_link_purpose_check,
    DROP CONSTRAINT account_link_ended_by_check,
    DROP CONSTRAINT account_link_check1,
    ADD CONSTRAINT account_link_purpose_check
        CHECK (purpose IN ('invitation', 'reset', 'address', 'keep address')),
    ADD CONSTRAINT account_link_ended_by_check
        CHECK (ended_by IN ('use', 'newer link', 'withdrawal', 'revocation')),
    ADD CONSTRAINT account_link_check1 CHECK ((address IS NULL) = (purpose IN ('invitation', 'reset')));

-- When the person first logged in after they were given the place, or were invited by it. Before that it gives nobody power
-- over their account.
ALTER TABLE membership ADD COLUMN accepted_at BIGINT;
UPDATE membership SET accepted_at = since
WHERE since <= (SELECT last_sign_in_at FROM app_user WHERE id = membership.user_id);

-- What the last day of a grant was before the last day of the place cut it short; empty if it had none. Taking the last
-- day of the place back restores it.
ALTER TABLE role_grant ADD COLUMN cut_from TEXT COLLATE "C";

UPDATE role_grant SET cut_from = ''
WHERE ended_at IS NULL AND ends_on = (SELECT leaves_on FROM membership
                                      WHERE user_id = role_grant.user_id AND ods = role_grant.ods);

-- What somebody did in an hour of which there may be only so much.
CREATE TABLE budget (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    spent BIGINT NOT NULL,
    began_at BIGINT NOT NULL
);
CREATE INDEX budget_by_age ON budget (began_at);
