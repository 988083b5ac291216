-- Access reviews. SQLite; the PostgreSQL twin says the same.

-- An administrator went through everybody at a practice. Rows never change.
CREATE TABLE access_review (
    id BLOB NOT NULL PRIMARY KEY,
    ods TEXT NOT NULL REFERENCES practice (ods),
    signed_at INTEGER NOT NULL,
    signed_by BLOB NOT NULL REFERENCES app_user (id),
    signed_name TEXT NOT NULL
) STRICT;
CREATE INDEX access_review_by_practice ON access_review (ods, signed_at);

-- What was decided about one person, with what they held then.
CREATE TABLE access_review_line (
    review_id BLOB NOT NULL REFERENCES access_review (id),
    user_id BLOB NOT NULL REFERENCES app_user (id),
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    last_sign_in TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('keep', 'remove')),
    PRIMARY KEY (review_id, user_id)
) STRICT, WITHOUT ROWID;
