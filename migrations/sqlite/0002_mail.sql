-- SQLite. The PostgreSQL twin says the same; a test compares them.

-- Messages to be sent, written in the transaction of the change they tell of. letter is what is said, as JSON; it is
-- emptied when the message was sent, because links in it are secrets. A server that sends one holds it until
-- taken_until, so that no other sends it too.
CREATE TABLE mail (
    id BLOB NOT NULL PRIMARY KEY,
    to_address TEXT NOT NULL,
    to_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    letter TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    request_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    taken_until INTEGER NOT NULL,
    ended_at INTEGER,
    problem TEXT NOT NULL,
    CHECK ((ended_at IS NULL) = (state = 'waiting'))
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_due ON mail (next_try_at, id) WHERE state = 'waiting';
CREATE INDEX mail_ended ON mail (state, ended_at);
