-- Launches: the first administrators of one service at many practices, from one file. And what practices are told on paper.
-- SQLite; the PostgreSQL twin says the same.

-- put_in_by: the officer who put the file in; NULL for the operator. Two different officers approve it: who puts it in is the
-- first. go_live: the day on which the nominees become administrators. why: the reason for a withdrawal.
CREATE TABLE launch (
    id BLOB NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    service TEXT NOT NULL,
    go_live TEXT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'live', 'withdrawn')),
    put_in_at INTEGER NOT NULL,
    put_in_by BLOB REFERENCES app_user (id),
    first_officer BLOB REFERENCES app_user (id),
    second_officer BLOB REFERENCES app_user (id),
    decided_at INTEGER,
    why TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT launch_two_officers CHECK (first_officer IS NULL OR second_officer IS NULL OR first_officer <> second_officer),
    CONSTRAINT launch_by_two CHECK (state NOT IN ('approved', 'live') OR (first_officer IS NOT NULL AND second_officer IS NOT NULL))
) STRICT;
CREATE INDEX launch_by_day ON launch (state, go_live);

-- A line of the file. contact: whom the practice is written to besides by post. user_id: the account that got the role.
-- why: why it did not, or why the nomination was withdrawn.
CREATE TABLE nomination (
    launch BLOB NOT NULL REFERENCES launch (id),
    line INTEGER NOT NULL,
    ods TEXT NOT NULL REFERENCES practice (ods),
    title TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'withdrawn', 'set-up', 'not-set-up')),
    user_id BLOB REFERENCES app_user (id),
    why TEXT NOT NULL,
    PRIMARY KEY (launch, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX nomination_by_practice ON nomination (ods, launch);
CREATE INDEX nomination_that_waits ON nomination (launch, line) WHERE state = 'waiting';

-- A letter on paper to a practice. administrators: names and usernames, as JSON. starts_on: their first day. reason: the
-- reference of the launch or the certification. printed_at, printed_by: when it went to the printer, and by whom.
CREATE TABLE paper_letter (
    id BLOB NOT NULL PRIMARY KEY,
    ods TEXT NOT NULL REFERENCES practice (ods),
    service TEXT NOT NULL,
    administrators TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    contact TEXT NOT NULL,
    reference TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    printed_at INTEGER,
    printed_by BLOB REFERENCES app_user (id)
) STRICT;
CREATE INDEX paper_letter_by_reference ON paper_letter (reference, ods);
CREATE INDEX paper_letter_by_age ON paper_letter (made_at);
CREATE INDEX paper_letter_to_print ON paper_letter (ods, id) WHERE printed_at IS NULL;
