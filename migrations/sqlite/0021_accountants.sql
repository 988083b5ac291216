-- Accountants: who may see and complete the end-of-year pension forms of which member.
-- SQLite; the PostgreSQL twin says the same.

-- A link of a member of a practice with an accountant. accountant_email: the address that was named; the account may have
-- another by now. firm: as whoever named them wrote it. type_1, type_2, statement: what the accountant sees and completes.
-- starts_on, ends_on: the first and the last day. asked_by: who named them; the member, where they took them along from the
-- link taken_from. confirmed_at: when the accountant did. why: what ended it, by code; reason: in somebody's words.
CREATE TABLE accountant_link (
    id BLOB NOT NULL PRIMARY KEY,
    ods TEXT NOT NULL REFERENCES practice (ods),
    member_id BLOB NOT NULL REFERENCES app_user (id),
    accountant_email TEXT NOT NULL,
    accountant_id BLOB NOT NULL REFERENCES app_user (id),
    firm TEXT NOT NULL,
    type_1 INTEGER NOT NULL,
    type_2 INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'active', 'ended', 'declined')),
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    asked_by BLOB REFERENCES app_user (id),
    asked_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    ended_at INTEGER,
    ended_by BLOB REFERENCES app_user (id),
    why TEXT CHECK (why IN ('practice', 'member', 'accountant', 'member-left', 'role-ended', 'over')),
    reason TEXT NOT NULL,
    taken_from BLOB REFERENCES accountant_link (id),
    CONSTRAINT accountant_link_of_two CHECK (member_id <> accountant_id),
    CONSTRAINT accountant_link_scope CHECK (type_1 OR type_2 OR statement),
    CONSTRAINT accountant_link_days CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CONSTRAINT accountant_link_confirmed CHECK (state <> 'active' OR confirmed_at IS NOT NULL),
    CONSTRAINT accountant_link_over CHECK ((ended_at IS NULL) = (state IN ('waiting', 'active')) AND (ended_at IS NULL) = (why IS NULL))
) STRICT;
CREATE UNIQUE INDEX accountant_link_open ON accountant_link (ods, member_id, accountant_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX accountant_link_taken ON accountant_link (taken_from, ods) WHERE taken_from IS NOT NULL;
CREATE INDEX accountant_link_by_practice ON accountant_link (ods, id);
CREATE INDEX accountant_link_by_member ON accountant_link (member_id, ods);
CREATE INDEX accountant_link_by_accountant ON accountant_link (accountant_id, ods);
CREATE INDEX accountant_link_by_last_day ON accountant_link (ends_on) WHERE ended_at IS NULL AND ends_on IS NOT NULL;
