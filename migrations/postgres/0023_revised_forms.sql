-- Reminders of revised pension forms, each of which has a last day of its own. PostgreSQL; the SQLite twin says the same.

-- reminded: of which day before the last one (after it: below zero) a revised form's newest reminder was.
ALTER TABLE pension_form ADD COLUMN reminded BIGINT;
CREATE INDEX pension_form_revised ON pension_form (due_on, id) WHERE edition > 1 AND state IN ('draft', 'ready', 'rejected');
