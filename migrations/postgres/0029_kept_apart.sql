-- Roles that nobody holds at one practice at the same time, in pairs. PostgreSQL; the SQLite twin says the same.
-- The first ones come with the program: an accountant fills in members' forms, which members submit. The operator adds and removes
-- pairs. role, other: codes, the smaller one first. why: in words, for whoever is refused.
CREATE TABLE kept_apart (
    role TEXT COLLATE "C" NOT NULL,
    other TEXT COLLATE "C" NOT NULL,
    why TEXT COLLATE "C" NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (role, other),
    CHECK (role < other)
);
INSERT INTO kept_apart (role, other, why, added_at) VALUES
    ('gpp-accountant', 'gpp-gp-principal', 'an accountant does not complete a pension form of their own', 0),
    ('gpp-accountant', 'gpp-gp-salaried', 'an accountant does not complete a pension form of their own', 0),
    ('gpp-accountant', 'gpp-non-gp-partner', 'an accountant does not complete a pension form of their own', 0);
