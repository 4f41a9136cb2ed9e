-- The register: editions of documents, numbers given, history for ever.

CREATE TABLE journal (
    code    TEXT PRIMARY KEY,
    title   TEXT NOT NULL,
    pattern TEXT NOT NULL,              -- «15/{n}», «26-01-06-{n}», «{n}-од»
    first   INTEGER NOT NULL,
    yearly  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE edition (
    id             TEXT NOT NULL,       -- of the definition
    organisation   TEXT NOT NULL,       -- '' for a common document
    edition        INTEGER NOT NULL CHECK (edition >= 1),
    state          INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    kind           TEXT NOT NULL,
    title          TEXT NOT NULL,
    path           TEXT NOT NULL,
    source_digest  TEXT NOT NULL,
    pdf_digest     TEXT,
    pdf_path       TEXT,
    signature_path TEXT,
    journal        TEXT,
    number         TEXT,
    date           TEXT,                -- of registration
    planned_date   TEXT,                -- of the draft
    event_date     TEXT,
    point_title    TEXT,
    made           TEXT NOT NULL,
    changed        TEXT NOT NULL,
    PRIMARY KEY (id, organisation, edition)
) STRICT, WITHOUT ROWID;
CREATE INDEX edition_of_path ON edition (path);
CREATE INDEX edition_of_pdf ON edition (pdf_path) WHERE pdf_path IS NOT NULL;
CREATE INDEX edition_of_signature ON edition (signature_path) WHERE signature_path IS NOT NULL;
-- What is signed or published stays as it is, whatever program writes here.
CREATE TRIGGER edition_protected BEFORE UPDATE OF id, organisation, edition, kind, title, path, source_digest, pdf_digest, pdf_path, journal, number, date
ON edition WHEN old.state >= 3 BEGIN SELECT RAISE (ABORT, 'a signed document stays as it is'); END;
CREATE TRIGGER edition_kept BEFORE DELETE ON edition WHEN old.state >= 1 BEGIN SELECT RAISE (ABORT, 'a registered document is not deleted'); END;

CREATE TABLE reference (
    id                  TEXT NOT NULL,
    organisation        TEXT NOT NULL,
    role                TEXT NOT NULL,
    target              TEXT NOT NULL,
    target_organisation TEXT NOT NULL,
    PRIMARY KEY (id, organisation, role, target, target_organisation)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_to ON reference (target, target_organisation);

-- A number is given once. seq: what {n} stood for, NULL where a number by hand does not follow the pattern.
CREATE TABLE number (
    journal      TEXT NOT NULL REFERENCES journal (code),
    year         INTEGER NOT NULL,      -- 0: the journal is not yearly
    number       TEXT NOT NULL,
    seq          INTEGER,
    id           TEXT NOT NULL,
    organisation TEXT NOT NULL,
    date         TEXT NOT NULL,
    by_hand      INTEGER NOT NULL,
    time         TEXT NOT NULL,
    who          TEXT NOT NULL,
    PRIMARY KEY (journal, year, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX number_seq ON number (journal, year, seq) WHERE seq IS NOT NULL;
CREATE TRIGGER number_kept BEFORE DELETE ON number BEGIN SELECT RAISE (ABORT, 'a number once given stays'); END;
CREATE TRIGGER number_fixed BEFORE UPDATE OF journal, year, number, seq, id, organisation ON number
BEGIN SELECT RAISE (ABORT, 'a number once given stays'); END;

CREATE TABLE history (
    no           INTEGER PRIMARY KEY AUTOINCREMENT,
    time         TEXT NOT NULL,
    who          TEXT NOT NULL,
    id           TEXT NOT NULL,
    organisation TEXT NOT NULL,
    edition      INTEGER NOT NULL,
    what         TEXT NOT NULL,         -- made, changed, edition, number, state, note, …
    text         TEXT NOT NULL
) STRICT;
CREATE INDEX history_of_document ON history (id, organisation);
CREATE TRIGGER history_kept BEFORE DELETE ON history BEGIN SELECT RAISE (ABORT, 'history is kept for ever'); END;
CREATE TRIGGER history_fixed BEFORE UPDATE ON history BEGIN SELECT RAISE (ABORT, 'history is kept for ever'); END;

-- Old and new texts of a document that was made anew.
CREATE TABLE change (
    no           INTEGER PRIMARY KEY AUTOINCREMENT,
    time         TEXT NOT NULL,
    who          TEXT NOT NULL,
    id           TEXT NOT NULL,
    organisation TEXT NOT NULL,
    edition      INTEGER NOT NULL,
    place        TEXT NOT NULL,
    old          TEXT NOT NULL,
    new          TEXT NOT NULL
) STRICT;
CREATE INDEX change_of_document ON change (id, organisation);
