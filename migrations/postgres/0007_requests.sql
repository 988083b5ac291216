-- Asking for roles. PostgreSQL; the SQLite twin says the same.

-- What a member of a practice asks for: roles of one service, their codes with spaces between. step: who was told by
-- now (requests/rules.rs); due_on: the last day before more people are. Rows are decided, they never vanish.
CREATE TABLE role_request (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL,
    ods TEXT COLLATE "C" NOT NULL,
    service TEXT COLLATE "C" NOT NULL,
    roles TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL,
    step BIGINT NOT NULL,
    due_on TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'given', 'refused', 'withdrawn', 'over')),
    decided_at BIGINT,
    decided_by TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    FOREIGN KEY (user_id, ods) REFERENCES membership (user_id, ods)
);
CREATE UNIQUE INDEX role_request_open ON role_request (ods, user_id, service) WHERE state = 'open';
CREATE INDEX role_request_waiting ON role_request (step, due_on) WHERE state = 'open';

-- Somebody who works here got a place at another practice: do they still work here? The row goes with the answer.
CREATE TABLE still_here (
    user_id UUID NOT NULL,
    ods TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (ods, user_id),
    FOREIGN KEY (user_id, ods) REFERENCES membership (user_id, ods)
);
