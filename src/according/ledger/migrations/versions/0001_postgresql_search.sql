-- A tsvector holds a megabyte at most: of a very long report the beginning is indexed.
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
