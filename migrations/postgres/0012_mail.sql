-- Mail in the order in which it is waited for, and what became of it. PostgreSQL; the SQLite twin says the same.

-- urgent: somebody sits and waits for it. message_id: the Message-ID, set at the first try and kept for ever.
ALTER TABLE mail ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE mail ADD COLUMN message_id TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE mail SET urgent = TRUE WHERE state = 'waiting' AND kind IN ('password-reset', 'no-reset', 'email-change-proof');

DROP INDEX mail_due;
CREATE INDEX mail_due ON mail (urgent, next_try_at, id) WHERE state = 'waiting';
-- The newest message to an address tells whether mail to it arrives.
CREATE INDEX mail_to ON mail (to_address, id);
