-- Roles that nobody holds at one practice at the same time, in pairs. SQLite; the PostgreSQL twin says the same.
-- The first ones come with the program: an accountant fills in members' forms, which members submit. The operator adds and removes
-- pairs. role, other: codes, the smaller one first. why: in words, for whoever is refused.
CREATE TABLE kept_apart (
    role TEXT NOT NULL,
    other TEXT NOT NULL,
    why TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (role, other),
    CHECK (role < other)
) STRICT, WITHOUT ROWID;
INSERT INTO kept_apart (role, other, why, added_at) VALUES
    ('gpp-accountant', 'gpp-gp-principal', 'an accountant does not complete a pension form of their own', 0),
    ('gpp-accountant', 'gpp-gp-salaried', 'an accountant does not complete a pension form of their own', 0),
    ('gpp-accountant', 'gpp-non-gp-partner', 'an accountant does not complete a pension form of their own', 0);
