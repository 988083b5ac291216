-- Access reviews that are half done, and single roles removed by a review. SQLite; the PostgreSQL twin says the same.

-- A review that was begun at a practice and is not signed. It belongs to the practice: whoever may sign sees it and goes on with
-- it. `version` grows with every save, so that nobody saves or signs over marks that they have not seen. `marks` holds what was
-- chosen, as the form sends it: account, version of the place and verdict, or account and role, with colons between and spaces
-- around.
CREATE TABLE access_review_draft (
    ods TEXT NOT NULL PRIMARY KEY REFERENCES practice (ods),
    version INTEGER NOT NULL CHECK (version > 0),
    begun_by BLOB NOT NULL REFERENCES app_user (id),
    begun_at INTEGER NOT NULL,
    saved_by BLOB NOT NULL REFERENCES app_user (id),
    saved_at INTEGER NOT NULL,
    marks TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The roles that somebody who was kept lost by the review, in words; empty if none.
ALTER TABLE access_review_line ADD COLUMN removed TEXT NOT NULL DEFAULT '';
