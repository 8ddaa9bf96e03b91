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
