-- PostgreSQL. The SQLite twin says the same; a test compares them.

-- The last day of somebody who is going to leave. The place is deactivated when it is over; its grants end on it.
ALTER TABLE membership ADD COLUMN leaves_on TEXT COLLATE "C";
CREATE INDEX membership_leaving ON membership (leaves_on) WHERE leaves_on IS NOT NULL;
