-- PostgreSQL. The SQLite twin says the same; a test compares them.

-- Messages to be sent, written in the transaction of the change they tell of. letter is what is said, as JSON; it is
-- emptied when the message was sent, because links in it are secrets. A server that sends one holds it until
-- taken_until, so that no other sends it too.
CREATE TABLE mail (
    id UUID NOT NULL PRIMARY KEY,
    to_address TEXT COLLATE "C" NOT NULL,
    to_name TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    letter TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    taken_until BIGINT NOT NULL,
    ended_at BIGINT,
    problem TEXT COLLATE "C" NOT NULL,
    CHECK ((ended_at IS NULL) = (state = 'waiting'))
);
CREATE INDEX mail_due ON mail (next_try_at, id) WHERE state = 'waiting';
CREATE INDEX mail_ended ON mail (state, ended_at);
