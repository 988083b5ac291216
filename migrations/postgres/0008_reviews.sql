-- Access reviews. PostgreSQL; the SQLite twin says the same.

-- An administrator went through everybody at a practice. Rows never change.
CREATE TABLE access_review (
    id UUID NOT NULL PRIMARY KEY,
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    signed_at BIGINT NOT NULL,
    signed_by UUID NOT NULL REFERENCES app_user (id),
    signed_name TEXT COLLATE "C" NOT NULL
);
CREATE INDEX access_review_by_practice ON access_review (ods, signed_at);

-- What was decided about one person, with what they held then.
CREATE TABLE access_review_line (
    review_id UUID NOT NULL REFERENCES access_review (id),
    user_id UUID NOT NULL REFERENCES app_user (id),
    name TEXT COLLATE "C" NOT NULL,
    roles TEXT COLLATE "C" NOT NULL,
    last_sign_in TEXT COLLATE "C" NOT NULL,
    verdict TEXT COLLATE "C" NOT NULL CHECK (verdict IN ('keep', 'remove')),
    PRIMARY KEY (review_id, user_id)
);
