"""The tables of the first ledger, their full-text indexes, and the box index of points."""

from alembic import op

from according.ledger.schema import METADATA

revision = "0001"
down_revision = None

SQLITE = """
CREATE VIRTUAL TABLE reports_text USING fts5(
  title, text, content='reports', content_rowid='key', tokenize='porter unicode61 remove_diacritics 2');
CREATE TRIGGER reports_text_new AFTER INSERT ON reports BEGIN
  INSERT INTO reports_text(rowid, title, text) VALUES (new.key, new.title, new.text); END;
CREATE VIRTUAL TABLE claims_text USING fts5(
  quoted, content='claims', content_rowid='key', tokenize='porter unicode61 remove_diacritics 2');
CREATE TRIGGER claims_text_new AFTER INSERT ON claims BEGIN
  INSERT INTO claims_text(rowid, quoted) VALUES (new.key, new.quoted); END;
CREATE VIRTUAL TABLE points_box USING rtree(key, lat0, lat1, lon0, lon1);
CREATE TRIGGER points_box_new AFTER INSERT ON points BEGIN
  INSERT INTO points_box VALUES (new.key, new.lat, new.lat, new.lon, new.lon); END;
CREATE TRIGGER event_log_kept BEFORE UPDATE ON event_log BEGIN
  SELECT RAISE(ABORT, 'the log of events is never changed'); END;
CREATE TRIGGER event_log_whole BEFORE DELETE ON event_log BEGIN
  SELECT RAISE(ABORT, 'the log of events is never changed'); END;
"""

# A tsvector holds a megabyte at most: of a very long report the beginning is indexed.
POSTGRESQL = """
ALTER TABLE reports ADD COLUMN search tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('english', left(coalesce(title, ''), 10000)), 'A')
  || to_tsvector('english', left(text, 250000))) STORED;
CREATE INDEX ix_reports_search ON reports USING gin (search);
ALTER TABLE claims ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('english', left(quoted, 250000))) STORED;
CREATE INDEX ix_claims_search ON claims USING gin (search);
CREATE FUNCTION event_log_refuse() RETURNS trigger LANGUAGE plpgsql AS
  $body$ BEGIN RAISE EXCEPTION 'the log of events is never changed'; END $body$;
CREATE TRIGGER event_log_kept BEFORE UPDATE OR DELETE ON event_log
  FOR EACH STATEMENT EXECUTE FUNCTION event_log_refuse();
"""


def upgrade() -> None:
    """Create everything."""
    connection = op.get_bind()
    METADATA.create_all(connection)
    script = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    for statement in _statements(script):
        connection.exec_driver_sql(statement)


def _statements(script: str) -> list[str]:
    """Part a script; inside a trigger the statements end before the line does."""
    return [part.strip() for part in script.strip().split(";\n") if part.strip()]
