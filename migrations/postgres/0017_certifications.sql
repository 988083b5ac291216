-- Certifications: how somebody gets access where no administrator can give it. PostgreSQL; the SQLite twin says the same.

-- What somebody has filled in and not sent yet, found by the secret in its address. Kept for 30 days.
CREATE TABLE certification_draft (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    answers TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX certification_draft_by_age ON certification_draft (created_at);

-- A request with a case reference. roles: the codes asked for, with spaces between. form: everything that was filled in, as
-- JSON, and the SHA-256 of that text. due_at: the end of the time that the state has. reminded: how many reminders were sent.
-- first_officer made the checks, second_officer approved. signals: what speaks against it, by codes, as of when the checks
-- began. Rows are decided, they never vanish.
CREATE TABLE certification (
    id UUID NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL UNIQUE,
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('administrator', 'user', 'emergency')),
    roles TEXT COLLATE "C" NOT NULL,
    form TEXT COLLATE "C" NOT NULL,
    form_hash BYTEA NOT NULL,
    asked_at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('administrators', 'confirming', 'checking', 'information', 'second', 'cooling',
        'active', 'refused', 'declined', 'disputed', 'expired', 'withdrawn', 'settled')),
    since BIGINT NOT NULL,
    due_at BIGINT,
    reminded BIGINT NOT NULL,
    taken_by UUID REFERENCES app_user (id),
    first_officer UUID REFERENCES app_user (id),
    second_officer UUID REFERENCES app_user (id),
    refusal TEXT COLLATE "C" NOT NULL,
    told TEXT COLLATE "C" NOT NULL,
    signals TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT certification_two_officers CHECK (first_officer IS NULL OR second_officer IS NULL OR first_officer <> second_officer),
    CONSTRAINT certification_by_two CHECK (state NOT IN ('cooling', 'active') OR (first_officer IS NOT NULL AND second_officer IS NOT NULL))
);
CREATE INDEX certification_by_practice ON certification (ods, asked_at);
CREATE INDEX certification_by_state ON certification (state, due_at);

-- Those whom it concerns. email: where they are written to. user_id: their account, if they have one. signed_as: the name
-- they typed when they confirmed. peer, device: hashes of the address and the browser they confirmed from.
CREATE TABLE certification_party (
    certification UUID NOT NULL REFERENCES certification (id),
    party TEXT COLLATE "C" NOT NULL CHECK (party IN ('requester', 'nominee', 'authoriser', 'outgoing')),
    name TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    user_id UUID REFERENCES app_user (id),
    confirmed_at BIGINT,
    signed_as TEXT COLLATE "C" NOT NULL,
    peer TEXT COLLATE "C" NOT NULL,
    device TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (certification, party)
);
CREATE INDEX certification_party_by_email ON certification_party (email, party);

-- The links by which they see where it stands. Only the SHA-256 of a link's secret is kept.
CREATE TABLE certification_link (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    certification UUID NOT NULL REFERENCES certification (id),
    party TEXT COLLATE "C" NOT NULL CHECK (party IN ('requester', 'nominee', 'authoriser', 'outgoing', 'witness')),
    email TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX certification_link_by_case ON certification_link (certification);
CREATE INDEX certification_link_by_age ON certification_link (expires_at);

-- What an officer checked: against what, on which day it was seen there, and what it came to. The last one of an item counts,
-- all are kept.
CREATE TABLE certification_check (
    id UUID NOT NULL PRIMARY KEY,
    certification UUID NOT NULL REFERENCES certification (id),
    item TEXT COLLATE "C" NOT NULL,
    finding TEXT COLLATE "C" NOT NULL CHECK (finding IN ('passed', 'failed', 'not-needed')),
    source TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    officer UUID NOT NULL REFERENCES app_user (id),
    at BIGINT NOT NULL
);
CREATE INDEX certification_check_by_case ON certification_check (certification, at);

-- On which days an officer has opened a case: once a day it is recorded.
CREATE TABLE certification_seen (
    certification UUID NOT NULL REFERENCES certification (id),
    officer UUID NOT NULL REFERENCES app_user (id),
    on_day TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (certification, officer, on_day)
);
