-- PostgreSQL. The SQLite twin says the same; a test compares them.

-- What is remembered of a registration officer besides app_user.is_registration_officer, which says who is one now. Somebody
-- who is not one and has a row here was one, or was invited to be. invited_by is NULL for the operator. An officer of before
-- this table has no row until they are deactivated.
CREATE TABLE officer (
    user_id UUID NOT NULL PRIMARY KEY REFERENCES app_user (id),
    invited_by UUID REFERENCES app_user (id),
    invited_at BIGINT NOT NULL,
    ended_by UUID REFERENCES app_user (id),
    ended_at BIGINT
);
CREATE INDEX app_user_officers ON app_user (id) WHERE is_registration_officer;

-- One row, which every change of the team changes too: so that no two of them are made side by side.
CREATE TABLE registration_team (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    changed_at BIGINT NOT NULL
);
INSERT INTO registration_team (one, changed_at) VALUES (1, 0);

-- Two officers who can log in always stay: one alone could not be helped by another.
CREATE FUNCTION two_officers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM app_user WHERE is_registration_officer AND password_hash IS NOT NULL) <= 2 THEN
        RAISE EXCEPTION 'two registration officers who can log in have to stay' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER app_user_two_officers_stay BEFORE UPDATE OF is_registration_officer, password_hash ON app_user
FOR EACH ROW WHEN (
    OLD.is_registration_officer AND OLD.password_hash IS NOT NULL
    AND NOT (NEW.is_registration_officer AND NEW.password_hash IS NOT NULL)
)
EXECUTE FUNCTION two_officers_stay();
