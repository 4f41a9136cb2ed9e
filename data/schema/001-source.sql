-- What was read, as it was read. Every value knows its file, sheet and cell. Nothing here is computed.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE file (
    id           INTEGER PRIMARY KEY,
    path         TEXT NOT NULL UNIQUE,  -- relative to the workspace
    digest       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    rank         INTEGER NOT NULL,      -- the smaller wins in a contradiction, then the path
    rows_read    INTEGER NOT NULL DEFAULT 0,
    rows_stored  INTEGER NOT NULL DEFAULT 0,
    rows_refused INTEGER NOT NULL DEFAULT 0,
    time         TEXT NOT NULL DEFAULT '',
    who          TEXT NOT NULL DEFAULT ''
) STRICT;

-- One field of one entity as one file says it; `n` counts the items of a list from 0.
CREATE TABLE fact (
    entity TEXT NOT NULL,
    key    TEXT NOT NULL,
    field  TEXT NOT NULL,
    file   INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    n      INTEGER NOT NULL,
    value  ANY NOT NULL,
    sheet  TEXT,
    cell   TEXT,
    line   INTEGER,
    col    INTEGER,
    text   TEXT,                        -- as it stood there, when it differs from the value
    PRIMARY KEY (entity, key, field, file, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_of_file ON fact (file);

-- One result as one file says it. number NULL: the file says that there is no data.
CREATE TABLE raw_result (
    period       TEXT NOT NULL,
    organisation TEXT NOT NULL,
    indicator    TEXT NOT NULL,
    file         INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    number       REAL,
    base         REAL,                  -- «из скольких»
    sheet        TEXT,
    cell         TEXT,
    line         INTEGER,
    col          INTEGER,
    text         TEXT,
    PRIMARY KEY (period, organisation, indicator, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX raw_result_of_file ON raw_result (file);

-- Totals rows of tables: not data, only compared with the data of the same file.
CREATE TABLE total (
    file      INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    indicator TEXT NOT NULL,
    period    TEXT NOT NULL,
    how       TEXT NOT NULL CHECK (how IN ('sum', 'mean', 'min', 'max', 'count')),
    number    REAL NOT NULL,
    sheet     TEXT,
    cell      TEXT,
    line      INTEGER,
    col       INTEGER,
    text      TEXT,
    PRIMARY KEY (file, indicator, period, how)
) STRICT, WITHOUT ROWID;

-- What a later import of a file changed: old and new value of one field or result.
CREATE TABLE data_change (
    no     INTEGER PRIMARY KEY AUTOINCREMENT,
    time   TEXT NOT NULL,
    who    TEXT NOT NULL,
    path   TEXT NOT NULL,
    entity TEXT NOT NULL,               -- 'result' or the entity of a fact
    key    TEXT NOT NULL,               -- organisation of a result
    field  TEXT NOT NULL,               -- indicator of a result
    period TEXT NOT NULL DEFAULT '',
    old    TEXT,
    new    TEXT
) STRICT;
CREATE INDEX data_change_of_key ON data_change (key);
