-- The Performers List. PostgreSQL; the SQLite twin says the same.

-- A GP on the list, whose name stands in their account. gmc_email: the address that the GMC has; it becomes the username
-- once the GP has confirmed it.
CREATE TABLE performer (
    gmc_number TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(gmc_number) = 7),
    user_id UUID NOT NULL UNIQUE REFERENCES app_user (id),
    gmc_email TEXT COLLATE "C" NOT NULL,
    gp_type TEXT COLLATE "C" NOT NULL CHECK (gp_type IN ('principal', 'salaried', 'locum', 'registrar')),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('active', 'suspended', 'withdrawn'))
);

-- What a GP asks for about their link with one practice. kind decides which of the others say something: gp_type and
-- half_sessions for joining and changing, leaving (why) for leaving; on_day is the first day, or the last when leaving.
-- waits_for: who has to decide; step: who was told by now (performers/turn.rs); due_on: the last day before more are.
CREATE TABLE link_request (
    id UUID NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL UNIQUE,
    gmc_number TEXT COLLATE "C" NOT NULL REFERENCES performer (gmc_number),
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('join', 'change', 'leave')),
    gp_type TEXT COLLATE "C" CHECK (gp_type IN ('principal', 'salaried', 'locum', 'registrar')),
    half_sessions BIGINT CHECK (half_sessions BETWEEN 1 AND 18),
    leaving TEXT COLLATE "C" CHECK (leaving IN ('moves', 'retires', 'resigns')),
    on_day TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL,
    waits_for TEXT COLLATE "C" NOT NULL CHECK (waits_for IN ('practice', 'commissioner', 'nobody')),
    step BIGINT NOT NULL,
    due_on TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'confirmed', 'rejected', 'withdrawn', 'told')),
    decided_at BIGINT,
    decided_by TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL
);
-- No GP has two open requests about the same practice, however they race.
CREATE UNIQUE INDEX link_request_open ON link_request (gmc_number, ods) WHERE state = 'open';
CREATE INDEX link_request_by_practice ON link_request (ods, state, asked_at);
CREATE INDEX link_request_by_performer ON link_request (gmc_number, asked_at);
CREATE INDEX link_request_waiting ON link_request (step, due_on) WHERE state = 'open';

-- What happened to a request, in order: its timeline.
CREATE TABLE link_event (
    request UUID NOT NULL REFERENCES link_request (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    by_name TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (request, seq)
);

-- A GP's link to a practice. Rows end or are cancelled before they began, they never vanish. stage: how far the roles
-- have followed it. request: the one that was confirmed for it; NULL where the list itself brought it.
CREATE TABLE assignment (
    id UUID NOT NULL PRIMARY KEY,
    gmc_number TEXT COLLATE "C" NOT NULL REFERENCES performer (gmc_number),
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    gp_type TEXT COLLATE "C" NOT NULL CHECK (gp_type IN ('principal', 'salaried', 'locum', 'registrar')),
    half_sessions BIGINT CHECK (half_sessions BETWEEN 1 AND 18),
    starts_on TEXT COLLATE "C" NOT NULL,
    ends_on TEXT COLLATE "C",
    stage TEXT COLLATE "C" NOT NULL CHECK (stage IN ('to come', 'running', 'over', 'cancelled')),
    request UUID REFERENCES link_request (id),
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX assignment_by_performer ON assignment (gmc_number, starts_on);
CREATE INDEX assignment_by_practice ON assignment (ods, starts_on);
CREATE UNIQUE INDEX assignment_once ON assignment (gmc_number, ods, starts_on) WHERE stage <> 'cancelled';
CREATE INDEX assignment_starting ON assignment (starts_on) WHERE stage = 'to come';
CREATE INDEX assignment_ending ON assignment (ends_on) WHERE stage = 'running' AND ends_on IS NOT NULL;

-- A practice asked a GP to bring their entry up to date.
CREATE TABLE nudge (
    gmc_number TEXT COLLATE "C" NOT NULL REFERENCES performer (gmc_number),
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    asked_at BIGINT NOT NULL,
    asked_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (gmc_number, ods)
);

-- Automatic roles, for comparing them with the list.
CREATE INDEX role_grant_automatic ON role_grant (user_id, ods, role, ends_on)
    WHERE ended_at IS NULL AND origin = 'performers list';
