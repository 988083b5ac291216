-- Asking for roles. SQLite; the PostgreSQL twin says the same.

-- What a member of a practice asks for: roles of one service, their codes with spaces between. step: who was told by
-- now (requests/rules.rs); due_on: the last day before more people are. Rows are decided, they never vanish.
CREATE TABLE role_request (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL,
    ods TEXT NOT NULL,
    service TEXT NOT NULL,
    roles TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    step INTEGER NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'given', 'refused', 'withdrawn', 'over')),
    decided_at INTEGER,
    decided_by TEXT NOT NULL,
    answer TEXT NOT NULL,
    FOREIGN KEY (user_id, ods) REFERENCES membership (user_id, ods)
) STRICT;
CREATE UNIQUE INDEX role_request_open ON role_request (ods, user_id, service) WHERE state = 'open';
CREATE INDEX role_request_waiting ON role_request (step, due_on) WHERE state = 'open';

-- Somebody who works here got a place at another practice: do they still work here? The row goes with the answer.
CREATE TABLE still_here (
    user_id BLOB NOT NULL,
    ods TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (ods, user_id),
    FOREIGN KEY (user_id, ods) REFERENCES membership (user_id, ods)
) STRICT, WITHOUT ROWID;
