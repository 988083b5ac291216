-- Role sets: roles under a name, by which a practice fills boxes. A set gives nothing by itself.
-- PostgreSQL; the SQLite twin says the same.

-- A set of a practice. A practice without any row, ended ones too, has those that every practice begins with; its first change
-- writes them all here. id: of its practice; those that practices begin with have the same everywhere. name_key: the name without
-- capitals, spaces and signs, as it is looked for in a file. roles: their codes, with spaces between. version: grows with every
-- change. changed_by: who changed it last; nobody, where it is as it began. ended_at: when it was removed.
CREATE TABLE role_set (
    ods TEXT COLLATE "C" NOT NULL REFERENCES practice (ods),
    id UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    roles TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    changed_by UUID REFERENCES app_user (id),
    changed_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (ods, id)
);
CREATE UNIQUE INDEX role_set_named ON role_set (ods, name_key) WHERE ended_at IS NULL;
