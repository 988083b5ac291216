-- Launches: the first administrators of one service at many practices, from one file. And what practices are told on paper.
-- PostgreSQL; the SQLite twin says the same.

-- put_in_by: the officer who put the file in; NULL for the operator. Two different officers approve it: who puts it in is the
-- first. go_live: the day on which the nominees become administrators. why: the reason for a withdrawal.
CREATE TABLE launch (
    id UUID NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL UNIQUE,
    service TEXT COLLATE "C" NOT NULL,
    go_live TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('proposed', 'approved', 'live', 'withdrawn')),
    put_in_at BIGINT NOT NULL,
    put_in_by UUID REFERENCES app_user (id),
    first_officer UUID REFERENCES app_user (id),
    second_officer UUID REFERENCES app_user (id),
    decided_at BIGINT,
    why TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT launch_two_officers CHECK (first_officer IS NULL OR second_officer IS NULL OR first_officer <> second_officer),
    CONSTRAINT launch_by_two CHECK (state NOT IN ('approved', 'live') OR (first_officer IS NOT NULL AND second_officer IS NOT NULL))
);
CREATE INDEX launch_by_day ON launch (state, go_live);

-- A line of the file. contact: whom the practice is written to besides by post. user_id: the account that got the role.
-- why: why it did not, or why the nomination was withdrawn.
CREATE TABLE nomination (
    launch UUID NOT NULL REFERENCES launch (id),
    line BIGINT NOT NULL,
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    title TEXT COLLATE "C" NOT NULL,
    first_name TEXT COLLATE "C" NOT NULL,
    last_name TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    phone TEXT COLLATE "C" NOT NULL,
    contact_name TEXT COLLATE "C" NOT NULL,
    contact_email TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'withdrawn', 'set-up', 'not-set-up')),
    user_id UUID REFERENCES app_user (id),
    why TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (launch, line)
);
CREATE INDEX nomination_by_practice ON nomination (ods, launch);
CREATE INDEX nomination_that_waits ON nomination (launch, line) WHERE state = 'waiting';

-- A letter on paper to a practice. administrators: names and usernames, as JSON. starts_on: their first day. reason: the
-- reference of the launch or the certification. printed_at, printed_by: when it went to the printer, and by whom.
CREATE TABLE paper_letter (
    id UUID NOT NULL PRIMARY KEY,
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    service TEXT COLLATE "C" NOT NULL,
    administrators TEXT COLLATE "C" NOT NULL,
    starts_on TEXT COLLATE "C" NOT NULL,
    contact TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    printed_at BIGINT,
    printed_by UUID REFERENCES app_user (id)
);
CREATE INDEX paper_letter_by_reference ON paper_letter (reference, ods);
CREATE INDEX paper_letter_by_age ON paper_letter (made_at);
CREATE INDEX paper_letter_to_print ON paper_letter (ods, id) WHERE printed_at IS NULL;
