-- Requests go to those who can answer them. SQLite; the PostgreSQL twin says the same.

-- decider: who decides about the roles, service administrators or the registration team. A request of before was for
-- all of a service's roles at once: whoever asked for the Main Contact alone asked the registration team.
ALTER TABLE role_request ADD COLUMN decider TEXT NOT NULL DEFAULT 'service'
    CHECK (decider IN ('service', 'registration'));
UPDATE role_request SET decider = 'registration' WHERE roles = 'mrs-main-contact';

-- step: 0 asked, 1 reminded, 2 with the registration team. The practice's other administrators, who could not answer,
-- were told in between.
UPDATE role_request SET step = 2 WHERE step = 3 OR decider = 'registration';

DROP INDEX role_request_open;
CREATE UNIQUE INDEX role_request_open ON role_request (ods, user_id, service, decider) WHERE state = 'open';
