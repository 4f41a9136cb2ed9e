-- The formats of a document beside the one that is signed: "odt <SHA-256>", one in a line. NULL: made before this was kept.
ALTER TABLE edition ADD COLUMN formats TEXT;
CREATE TRIGGER edition_formats_protected BEFORE UPDATE OF formats ON edition WHEN old.state >= 3 AND new.formats IS NOT old.formats
BEGIN SELECT RAISE (ABORT, 'a signed document stays as it is'); END;
