-- SQLite; the PostgreSQL twin says the same.

-- A form that came in after its session had ended, until the same person has signed in again in that browser. It goes
-- with the session, or after an hour.
CREATE TABLE kept_form (
    token_hash BLOB NOT NULL PRIMARY KEY REFERENCES session (token_hash) ON DELETE CASCADE ON UPDATE CASCADE,
    path TEXT NOT NULL,
    content TEXT NOT NULL,
    kept_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
