-- The end of the pension year: forms, their papers, who may submit them, and contributions as PCSE's record has them.
-- PostgreSQL; the SQLite twin says the same.

-- A form of a member for a scheme year ('2024-25'). ods: the position that a Type 1 certificate is about. edition: 1 for the
-- first, and one more for each revised one. version: of its content, for saves. content: what was entered, as JSON. declared:
-- what was submitted, with the year's tables and the working, as JSON, never changed; hash: its SHA-256. due_on: the last day in
-- time. declared_for: the practice that submitted on the member's behalf. reason: why it was rejected, or filed nowhere here.
CREATE TABLE pension_form (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES app_user (id),
    year TEXT COLLATE "C" NOT NULL CHECK (length(year) = 7),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('type-1', 'type-2')),
    ods TEXT COLLATE "C" REFERENCES practice (ods),
    edition BIGINT NOT NULL CHECK (edition > 0),
    version BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'ready', 'declared', 'approved', 'rejected', 'elsewhere', 'not-required')),
    content TEXT COLLATE "C" NOT NULL,
    due_on TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_by UUID NOT NULL REFERENCES app_user (id),
    changed_at BIGINT NOT NULL,
    changed_by UUID NOT NULL REFERENCES app_user (id),
    ready_at BIGINT,
    ready_by UUID REFERENCES app_user (id),
    reference TEXT COLLATE "C" UNIQUE,
    declared TEXT COLLATE "C",
    hash BYTEA CHECK (length(hash) = 32),
    declared_at BIGINT,
    declared_by UUID REFERENCES app_user (id),
    declared_for TEXT COLLATE "C" REFERENCES practice (ods),
    decided_at BIGINT,
    decided_by UUID REFERENCES app_user (id),
    reason TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pension_form_position CHECK ((kind = 'type-1') = (ods IS NOT NULL)),
    CONSTRAINT pension_form_ready CHECK (state <> 'ready' OR ready_by IS NOT NULL),
    CONSTRAINT pension_form_declared CHECK (
        state NOT IN ('declared', 'approved', 'rejected')
        OR (reference IS NOT NULL AND declared IS NOT NULL AND hash IS NOT NULL AND declared_by IS NOT NULL)),
    CONSTRAINT pension_form_decided CHECK (state NOT IN ('approved', 'rejected') OR decided_by IS NOT NULL),
    CONSTRAINT pension_form_own CHECK (declared_for IS NOT NULL OR declared_by IS NULL OR declared_by = member_id)
);
CREATE INDEX pension_form_by_member ON pension_form (member_id, year);
CREATE UNIQUE INDEX pension_form_type_1 ON pension_form (member_id, year, ods, edition) WHERE kind = 'type-1';
CREATE UNIQUE INDEX pension_form_type_2 ON pension_form (member_id, year, edition) WHERE kind = 'type-2';
CREATE INDEX pension_form_waiting ON pension_form (declared_at, id) WHERE state = 'declared';
CREATE INDEX pension_form_decided ON pension_form (decided_at, id) WHERE state IN ('approved', 'rejected');

-- Who has a form open, for whoever opens it too.
CREATE TABLE pension_reader (
    form_id UUID NOT NULL REFERENCES pension_form (id),
    user_id UUID NOT NULL REFERENCES app_user (id),
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (form_id, user_id)
);

-- A paper that belongs to a form. kind: its ending.
CREATE TABLE pension_paper (
    id UUID NOT NULL PRIMARY KEY,
    form_id UUID NOT NULL REFERENCES pension_form (id),
    name TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('pdf', 'docx', 'xlsx', 'ods', 'csv', 'png', 'jpg')),
    size BIGINT NOT NULL CHECK (size BETWEEN 1 AND 4194304),
    hash BYTEA NOT NULL CHECK (length(hash) = 32),
    content BYTEA NOT NULL,
    added_at BIGINT NOT NULL,
    added_by UUID NOT NULL REFERENCES app_user (id)
);
CREATE INDEX pension_paper_of_form ON pension_paper (form_id, id);

-- A member lets the practice submit their forms for them. ends_on: the last day. revoked_at: when the member took it back.
CREATE TABLE pension_authority (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES app_user (id),
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    given_at BIGINT NOT NULL,
    ends_on TEXT COLLATE "C" NOT NULL,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX pension_authority_open ON pension_authority (member_id, ods) WHERE revoked_at IS NULL;
CREATE INDEX pension_authority_by_practice ON pension_authority (ods, member_id) WHERE revoked_at IS NULL;

-- The registration officers who decide about forms.
CREATE TABLE pensions_desk (
    officer_id UUID NOT NULL PRIMARY KEY REFERENCES app_user (id),
    given_at BIGINT NOT NULL,
    given_by UUID NOT NULL REFERENCES app_user (id)
);

-- The members who were looked at for a reminder: about which year, how many days before the last day (after it: below zero).
CREATE TABLE pension_reminder (
    member_id UUID NOT NULL REFERENCES app_user (id),
    year TEXT COLLATE "C" NOT NULL,
    days BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (member_id, year, days)
);

-- Contributions paid for a member, in pennies, as the contribution statement has them: one line for each month ('2024-04'),
-- practice and kind of pay. for_year: the scheme year it is for; another than that of the month if it corrects one.
CREATE TABLE pension_contribution (
    member_id UUID NOT NULL REFERENCES app_user (id),
    for_year TEXT COLLATE "C" NOT NULL CHECK (length(for_year) = 7),
    ods TEXT COLLATE "C" NOT NULL,
    month TEXT COLLATE "C" NOT NULL CHECK (length(month) = 7),
    income TEXT COLLATE "C" NOT NULL CHECK (income IN ('partner', 'salaried', 'solo', 'locum')),
    pay BIGINT NOT NULL,
    employee BIGINT NOT NULL,
    employer BIGINT NOT NULL,
    avc BIGINT NOT NULL,
    top_up BIGINT NOT NULL,
    errbo BIGINT NOT NULL,
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, for_year, ods, month, income)
);
