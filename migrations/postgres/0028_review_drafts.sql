-- Access reviews that are half done, and single roles removed by a review. PostgreSQL; the SQLite twin says the same.

-- A review that was begun at a practice and is not signed. It belongs to the practice: whoever may sign sees it and goes on with
-- it. `version` grows with every save, so that nobody saves or signs over marks that they have not seen. `marks` holds what was
-- chosen, as the form sends it: account, version of the place and verdict, or account and role, with colons between and spaces
-- around.
CREATE TABLE access_review_draft (
    ods TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES practice (ods),
    version BIGINT NOT NULL CHECK (version > 0),
    begun_by UUID NOT NULL REFERENCES app_user (id),
    begun_at BIGINT NOT NULL,
    saved_by UUID NOT NULL REFERENCES app_user (id),
    saved_at BIGINT NOT NULL,
    marks TEXT COLLATE "C" NOT NULL
);

-- The roles that somebody who was kept lost by the review, in words; empty if none.
ALTER TABLE access_review_line ADD COLUMN removed TEXT COLLATE "C" NOT NULL DEFAULT '';
