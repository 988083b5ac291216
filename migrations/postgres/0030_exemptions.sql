-- Exemptions from the second factor. PostgreSQL; the SQLite twin says the same.

-- That somebody who has to have a second factor may log in without one for a while. begins_on, ends_on: its first and its last day, in
-- England. given_by: the registration officer. ended_at: when it was ended, by an officer, by a factor that its owner set up, by another
-- exemption in its place, or after its last day. Whether one runs follows from its days: ended_at alone does not say so.
CREATE TABLE factor_exemption (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES app_user (id),
    reason TEXT COLLATE "C" NOT NULL CHECK (reason <> ''),
    begins_on TEXT COLLATE "C" NOT NULL,
    ends_on TEXT COLLATE "C" NOT NULL,
    given_by UUID NOT NULL REFERENCES app_user (id),
    given_at BIGINT NOT NULL,
    ended_at BIGINT,
    CHECK (given_by <> user_id),
    CHECK (CAST(ends_on AS DATE) - CAST(begins_on AS DATE) BETWEEN 1 AND 30)
);
CREATE UNIQUE INDEX factor_exemption_open ON factor_exemption (user_id) WHERE ended_at IS NULL;
