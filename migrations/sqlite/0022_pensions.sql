-- The end of the pension year: forms, their papers, who may submit them, and contributions as PCSE's record has them.
-- SQLite; the PostgreSQL twin says the same.

-- A form of a member for a scheme year ('2024-25'). ods: the position that a Type 1 certificate is about. edition: 1 for the
-- first, and one more for each revised one. version: of its content, for saves. content: what was entered, as JSON. declared:
-- what was submitted, with the year's tables and the working, as JSON, never changed; hash: its SHA-256. due_on: the last day in
-- time. declared_for: the practice that submitted on the member's behalf. reason: why it was rejected, or filed nowhere here.
CREATE TABLE pension_form (
    id BLOB NOT NULL PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES app_user (id),
    year TEXT NOT NULL CHECK (length(year) = 7),
    kind TEXT NOT NULL CHECK (kind IN ('type-1', 'type-2')),
    ods TEXT REFERENCES practice (ods),
    edition INTEGER NOT NULL CHECK (edition > 0),
    version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'ready', 'declared', 'approved', 'rejected', 'elsewhere', 'not-required')),
    content TEXT NOT NULL,
    due_on TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_by BLOB NOT NULL REFERENCES app_user (id),
    changed_at INTEGER NOT NULL,
    changed_by BLOB NOT NULL REFERENCES app_user (id),
    ready_at INTEGER,
    ready_by BLOB REFERENCES app_user (id),
    reference TEXT UNIQUE,
    declared TEXT,
    hash BLOB CHECK (length(hash) = 32),
    declared_at INTEGER,
    declared_by BLOB REFERENCES app_user (id),
    declared_for TEXT REFERENCES practice (ods),
    decided_at INTEGER,
    decided_by BLOB REFERENCES app_user (id),
    reason TEXT NOT NULL,
    CONSTRAINT pension_form_position CHECK ((kind = 'type-1') = (ods IS NOT NULL)),
    CONSTRAINT pension_form_ready CHECK (state <> 'ready' OR ready_by IS NOT NULL),
    CONSTRAINT pension_form_declared CHECK (
        state NOT IN ('declared', 'approved', 'rejected')
        OR (reference IS NOT NULL AND declared IS NOT NULL AND hash IS NOT NULL AND declared_by IS NOT NULL)),
    CONSTRAINT pension_form_decided CHECK (state NOT IN ('approved', 'rejected') OR decided_by IS NOT NULL),
    CONSTRAINT pension_form_own CHECK (declared_for IS NOT NULL OR declared_by IS NULL OR declared_by = member_id)
) STRICT;
CREATE INDEX pension_form_by_member ON pension_form (member_id, year);
CREATE UNIQUE INDEX pension_form_type_1 ON pension_form (member_id, year, ods, edition) WHERE kind = 'type-1';
CREATE UNIQUE INDEX pension_form_type_2 ON pension_form (member_id, year, edition) WHERE kind = 'type-2';
CREATE INDEX pension_form_waiting ON pension_form (declared_at, id) WHERE state = 'declared';
CREATE INDEX pension_form_decided ON pension_form (decided_at, id) WHERE state IN ('approved', 'rejected');

-- Who has a form open, for whoever opens it too.
CREATE TABLE pension_reader (
    form_id BLOB NOT NULL REFERENCES pension_form (id),
    user_id BLOB NOT NULL REFERENCES app_user (id),
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (form_id, user_id)
) STRICT, WITHOUT ROWID;

-- A paper that belongs to a form. kind: its ending.
CREATE TABLE pension_paper (
    id BLOB NOT NULL PRIMARY KEY,
    form_id BLOB NOT NULL REFERENCES pension_form (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'docx', 'xlsx', 'ods', 'csv', 'png', 'jpg')),
    size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 4194304),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    content BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    added_by BLOB NOT NULL REFERENCES app_user (id)
) STRICT;
CREATE INDEX pension_paper_of_form ON pension_paper (form_id, id);

-- A member lets the practice submit their forms for them. ends_on: the last day. revoked_at: when the member took it back.
CREATE TABLE pension_authority (
    id BLOB NOT NULL PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES app_user (id),
    ods TEXT NOT NULL REFERENCES practice (ods),
    given_at INTEGER NOT NULL,
    ends_on TEXT NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX pension_authority_open ON pension_authority (member_id, ods) WHERE revoked_at IS NULL;
CREATE INDEX pension_authority_by_practice ON pension_authority (ods, member_id) WHERE revoked_at IS NULL;

-- The registration officers who decide about forms.
CREATE TABLE pensions_desk (
    officer_id BLOB NOT NULL PRIMARY KEY REFERENCES app_user (id),
    given_at INTEGER NOT NULL,
    given_by BLOB NOT NULL REFERENCES app_user (id)
) STRICT, WITHOUT ROWID;

-- The members who were looked at for a reminder: about which year, how many days before the last day (after it: below zero).
CREATE TABLE pension_reminder (
    member_id BLOB NOT NULL REFERENCES app_user (id),
    year TEXT NOT NULL,
    days INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (member_id, year, days)
) STRICT, WITHOUT ROWID;

-- Contributions paid for a member, in pennies, as the contribution statement has them: one line for each month ('2024-04'),
-- practice and kind of pay. for_year: the scheme year it is for; another than that of the month if it corrects one.
CREATE TABLE pension_contribution (
    member_id BLOB NOT NULL REFERENCES app_user (id),
    for_year TEXT NOT NULL CHECK (length(for_year) = 7),
    ods TEXT NOT NULL,
    month TEXT NOT NULL CHECK (length(month) = 7),
    income TEXT NOT NULL CHECK (income IN ('partner', 'salaried', 'solo', 'locum')),
    pay INTEGER NOT NULL,
    employee INTEGER NOT NULL,
    employer INTEGER NOT NULL,
    avc INTEGER NOT NULL,
    top_up INTEGER NOT NULL,
    errbo INTEGER NOT NULL,
    imported_at INTEGER NOT NULL,
    PRIMARY KEY (member_id, for_year, ods, month, income)
) STRICT, WITHOUT ROWID;
