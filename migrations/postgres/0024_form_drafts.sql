-- PostgreSQL; the SQLite twin says the same.

-- A form that was sent without WebAssembly and was not done: what was filled in, and what is said to it, for its page to be
-- shown with. Those of a session that has ended wait until the same person has signed in again in that browser. It goes when
-- the page's form was done, with the session, or after an hour.
CREATE TABLE form_draft (
    id UUID NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL REFERENCES session (token_hash) ON DELETE CASCADE ON UPDATE CASCADE,
    path TEXT COLLATE "C" NOT NULL,
    -- `Submitted`, as JSON.
    content TEXT COLLATE "C" NOT NULL,
    -- The status that the page is answered with.
    status BIGINT NOT NULL,
    kept_at BIGINT NOT NULL
);

CREATE INDEX form_draft_session ON form_draft (token_hash, path);

-- What it held was for an hour at most.
DROP TABLE kept_form;
