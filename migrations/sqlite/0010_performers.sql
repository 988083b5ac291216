-- The Performers List. SQLite; the PostgreSQL twin says the same.

-- A GP on the list, whose name stands in their account. gmc_email: the address that the GMC has; it becomes the username
-- once the GP has confirmed it.
CREATE TABLE performer (
    gmc_number TEXT NOT NULL PRIMARY KEY CHECK (length(gmc_number) = 7),
    user_id BLOB NOT NULL UNIQUE REFERENCES app_user (id),
    gmc_email TEXT NOT NULL,
    gp_type TEXT NOT NULL CHECK (gp_type IN ('principal', 'salaried', 'locum', 'registrar')),
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'withdrawn'))
) STRICT, WITHOUT ROWID;

-- What a GP asks for about their link with one practice. kind decides which of the others say something: gp_type and
-- half_sessions for joining and changing, leaving (why) for leaving; on_day is the first day, or the last when leaving.
-- waits_for: who has to decide; step: who was told by now (performers/turn.rs); due_on: the last day before more are.
CREATE TABLE link_request (
    id BLOB NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    gmc_number TEXT NOT NULL REFERENCES performer (gmc_number),
    ods TEXT NOT NULL REFERENCES practice (ods),
    kind TEXT NOT NULL CHECK (kind IN ('join', 'change', 'leave')),
    gp_type TEXT CHECK (gp_type IN ('principal', 'salaried', 'locum', 'registrar')),
    half_sessions INTEGER CHECK (half_sessions BETWEEN 1 AND 18),
    leaving TEXT CHECK (leaving IN ('moves', 'retires', 'resigns')),
    on_day TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    waits_for TEXT NOT NULL CHECK (waits_for IN ('practice', 'commissioner', 'nobody')),
    step INTEGER NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'rejected', 'withdrawn', 'told')),
    decided_at INTEGER,
    decided_by TEXT NOT NULL,
    answer TEXT NOT NULL
) STRICT;
-- No GP has two open requests about the same practice, however they race.
CREATE UNIQUE INDEX link_request_open ON link_request (gmc_number, ods) WHERE state = 'open';
CREATE INDEX link_request_by_practice ON link_request (ods, state, asked_at);
CREATE INDEX link_request_by_performer ON link_request (gmc_number, asked_at);
CREATE INDEX link_request_waiting ON link_request (step, due_on) WHERE state = 'open';

-- What happened to a request, in order: its timeline.
CREATE TABLE link_event (
    request BLOB NOT NULL REFERENCES link_request (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    by_name TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (request, seq)
) STRICT, WITHOUT ROWID;

-- A GP's link to a practice. Rows end or are cancelled before they began, they never vanish. stage: how far the roles
-- have followed it. request: the one that was confirmed for it; NULL where the list itself brought it.
CREATE TABLE assignment (
    id BLOB NOT NULL PRIMARY KEY,
    gmc_number TEXT NOT NULL REFERENCES performer (gmc_number),
    ods TEXT NOT NULL REFERENCES practice (ods),
    gp_type TEXT NOT NULL CHECK (gp_type IN ('principal', 'salaried', 'locum', 'registrar')),
    half_sessions INTEGER CHECK (half_sessions BETWEEN 1 AND 18),
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    stage TEXT NOT NULL CHECK (stage IN ('to come', 'running', 'over', 'cancelled')),
    request BLOB REFERENCES link_request (id),
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
) STRICT;
CREATE INDEX assignment_by_performer ON assignment (gmc_number, starts_on);
CREATE INDEX assignment_by_practice ON assignment (ods, starts_on);
CREATE UNIQUE INDEX assignment_once ON assignment (gmc_number, ods, starts_on) WHERE stage <> 'cancelled';
CREATE INDEX assignment_starting ON assignment (starts_on) WHERE stage = 'to come';
CREATE INDEX assignment_ending ON assignment (ends_on) WHERE stage = 'running' AND ends_on IS NOT NULL;

-- A practice asked a GP to bring their entry up to date.
CREATE TABLE nudge (
    gmc_number TEXT NOT NULL REFERENCES performer (gmc_number),
    ods TEXT NOT NULL REFERENCES practice (ods),
    asked_at INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    PRIMARY KEY (gmc_number, ods)
) STRICT, WITHOUT ROWID;

-- Automatic roles, for comparing them with the list.
CREATE INDEX role_grant_automatic ON role_grant (user_id, ods, role, ends_on)
    WHERE ended_at IS NULL AND origin = 'performers list';
