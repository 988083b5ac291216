-- Accounts nobody uses. PostgreSQL; the SQLite twin says the same.

-- A place at a practice that is about to lapse, or has. used_at: from when it is counted, the last log in or the day the
-- place was given; whoever logs in later makes the row void, and the next round removes it. noticed_on: the day it was first
-- told; lapses_on: the day it lapses unless somebody logs in; reminded: the fewest days before that were told. lapsed_at: when
-- it lapsed, as in the place; it stays when the place is brought back, until the person logs in.
CREATE TABLE lapse (
    ods TEXT COLLATE "C" NOT NULL,
    user_id UUID NOT NULL,
    used_at BIGINT NOT NULL,
    noticed_on TEXT COLLATE "C" NOT NULL,
    lapses_on TEXT COLLATE "C" NOT NULL,
    reminded BIGINT NOT NULL,
    lapsed_at BIGINT,
    PRIMARY KEY (ods, user_id),
    FOREIGN KEY (user_id, ods) REFERENCES membership (user_id, ods)
);
