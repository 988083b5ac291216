-- Successions: which practice takes the place of which, and what becomes of their users. PostgreSQL; the SQLite twin says the same.

-- What the file succ of ODS says: which organisation took the place of which, from when. Many are not practices known here, and
-- some are links of a chain, so there are no foreign keys. What reason and indicator mean is not published.
CREATE TABLE ods_succession (
    ods TEXT COLLATE "C" NOT NULL,
    successor TEXT COLLATE "C" NOT NULL,
    effective_on TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    indicator TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ods, successor, effective_on),
    CHECK (ods <> successor)
);

-- A practice that ends, as the registration team plans it. ods: the one that ends. branch: the code it goes on under as a branch of
-- its successor, or nothing. effective_on: the first day on which it is closed. read_until: the last day on which its users still see
-- it, set when a second officer approves. since: when it came to its state. ended_reason: why it was withdrawn. Rows are decided,
-- they never vanish.
CREATE TABLE succession (
    id UUID NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL UNIQUE,
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('merger', 'branch', 'split', 'closure')),
    branch TEXT COLLATE "C" NOT NULL,
    effective_on TEXT COLLATE "C" NOT NULL,
    read_until TEXT COLLATE "C",
    reason TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('planned', 'announced', 'grace', 'closed', 'withdrawn')),
    since BIGINT NOT NULL,
    planned_by UUID NOT NULL REFERENCES app_user (id),
    planned_at BIGINT NOT NULL,
    approved_by UUID REFERENCES app_user (id),
    ended_reason TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT succession_two_officers CHECK (approved_by IS NULL OR approved_by <> planned_by),
    CONSTRAINT succession_by_two CHECK (state IN ('planned', 'withdrawn') OR (approved_by IS NOT NULL AND read_until IS NOT NULL))
);
-- A practice ends once at a time.
CREATE UNIQUE INDEX succession_open ON succession (ods) WHERE state IN ('planned', 'announced', 'grace');
CREATE INDEX succession_by_practice ON succession (ods, planned_at);
CREATE INDEX succession_by_state ON succession (state, effective_on);

-- The practices that take its place. by_hand: whether the officer chose one that ODS did not name.
CREATE TABLE succession_successor (
    succession UUID NOT NULL REFERENCES succession (id),
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    by_hand BOOLEAN NOT NULL,
    PRIMARY KEY (succession, ods)
);
CREATE INDEX succession_successor_by_practice ON succession_successor (ods, succession);

-- What an administrator of a successor answered about somebody and one service: one answer each. roles: the codes that were given,
-- with spaces between; none where it was declined. Whom nobody has answered about has no row.
CREATE TABLE succession_answer (
    succession UUID NOT NULL,
    ods TEXT COLLATE "C" NOT NULL,
    user_id UUID NOT NULL REFERENCES app_user (id),
    service TEXT COLLATE "C" NOT NULL CHECK (service IN ('gpp', 'pl', 'mrs')),
    roles TEXT COLLATE "C" NOT NULL,
    answered_by UUID NOT NULL REFERENCES app_user (id),
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (succession, ods, user_id, service),
    FOREIGN KEY (succession, ods) REFERENCES succession_successor (succession, ods)
);
