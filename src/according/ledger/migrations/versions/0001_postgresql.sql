CREATE TABLE feeds (
  url TEXT NOT NULL,
  state TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_feeds PRIMARY KEY (url)
);

CREATE TABLE makers (
  key BIGSERIAL NOT NULL,
  version TEXT NOT NULL,
  model TEXT NOT NULL,
  tables TEXT NOT NULL,
  CONSTRAINT pk_makers PRIMARY KEY (key),
  CONSTRAINT uq_makers_version_model_tables UNIQUE (version, model, tables)
);

CREATE TABLE meta (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  CONSTRAINT pk_meta PRIMARY KEY (name)
);

CREATE TABLE originals (
  key BIGSERIAL NOT NULL,
  digest TEXT NOT NULL,
  media_type TEXT,
  size INTEGER NOT NULL,
  bytes BYTEA NOT NULL,
  CONSTRAINT pk_originals PRIMARY KEY (key),
  CONSTRAINT uq_originals_digest UNIQUE (digest)
);

CREATE TABLE points (
  key BIGSERIAL NOT NULL,
  lat FLOAT NOT NULL,
  lon FLOAT NOT NULL,
  CONSTRAINT pk_points PRIMARY KEY (key),
  CONSTRAINT uq_points_lat_lon UNIQUE (lat, lon)
);

CREATE TABLE event_log (
  key BIGSERIAL NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  event TEXT NOT NULL,
  other TEXT,
  claims TEXT NOT NULL,
  by TEXT NOT NULL,
  reason TEXT,
  maker BIGINT NOT NULL,
  CONSTRAINT pk_event_log PRIMARY KEY (key),
  CONSTRAINT ck_event_log_kind CHECK (kind IN ('created', 'joined', 'left', 'merged', 'split', 'moved', 'retired')),
  CONSTRAINT fk_event_log_maker FOREIGN KEY(maker) REFERENCES makers (key)
);

CREATE INDEX ix_event_log_at ON event_log (at);

CREATE INDEX ix_event_log_event ON event_log (event);

CREATE INDEX ix_event_log_other ON event_log (other);

CREATE TABLE events (
  key BIGSERIAL NOT NULL,
  id TEXT NOT NULL,
  known_from TEXT NOT NULL,
  known_until TEXT,
  moved_to TEXT,
  updated_at TEXT NOT NULL,
  maker BIGINT NOT NULL,
  type TEXT NOT NULL,
  mode TEXT,
  status TEXT NOT NULL,
  start TEXT,
  "end" TEXT,
  day TEXT,
  place TEXT,
  place_entity TEXT,
  lat FLOAT,
  lon FLOAT,
  country TEXT,
  claims INTEGER NOT NULL,
  reports INTEGER NOT NULL,
  copies INTEGER NOT NULL,
  independent_sources INTEGER NOT NULL,
  first_reported TEXT,
  last_reported TEXT,
  story TEXT,
  body TEXT NOT NULL,
  CONSTRAINT pk_events PRIMARY KEY (key),
  CONSTRAINT uq_events_id UNIQUE (id),
  CONSTRAINT fk_events_maker FOREIGN KEY(maker) REFERENCES makers (key)
);

CREATE INDEX ix_events_country_day ON events (country, day);

CREATE INDEX ix_events_day_type ON events (day, type);

CREATE INDEX ix_events_independent_sources ON events (independent_sources);

CREATE INDEX ix_events_last_reported ON events (last_reported);

CREATE INDEX ix_events_lasting ON events ("end", start) WHERE "end" > start;

CREATE INDEX ix_events_reports ON events (reports);

CREATE INDEX ix_events_status_day ON events (status, day);

CREATE INDEX ix_events_status_last_reported ON events (status, last_reported);

CREATE INDEX ix_events_story ON events (story);

CREATE INDEX ix_events_type_day ON events (type, day);

CREATE INDEX ix_events_type_last_reported ON events (type, last_reported);

CREATE TABLE failures (
  key BIGSERIAL NOT NULL,
  source TEXT NOT NULL,
  reason TEXT NOT NULL,
  kind TEXT NOT NULL,
  remedy TEXT,
  first_at TEXT NOT NULL,
  at TEXT NOT NULL,
  tries INTEGER NOT NULL,
  resolved_at TEXT,
  origin TEXT,
  maker BIGINT NOT NULL,
  CONSTRAINT pk_failures PRIMARY KEY (key),
  CONSTRAINT uq_failures_source UNIQUE (source),
  CONSTRAINT fk_failures_maker FOREIGN KEY(maker) REFERENCES makers (key)
);

CREATE INDEX ix_failures_origin ON failures (origin);

CREATE TABLE reports (
  key BIGSERIAL NOT NULL,
  id TEXT NOT NULL,
  page TEXT NOT NULL,
  revision INTEGER NOT NULL,
  digest TEXT NOT NULL,
  maker BIGINT NOT NULL,
  known_from TEXT NOT NULL,
  known_until TEXT,
  superseded_by BIGINT,
  withdrawn_at TEXT,
  withdrawn_why TEXT,
  title TEXT,
  publisher TEXT,
  url TEXT,
  published TEXT,
  published_at TEXT,
  language TEXT,
  source TEXT,
  version TEXT,
  fetched_at TEXT,
  original BIGINT,
  warnings TEXT,
  layers TEXT,
  chars INTEGER NOT NULL,
  text TEXT NOT NULL,
  CONSTRAINT pk_reports PRIMARY KEY (key),
  CONSTRAINT uq_reports_page_revision UNIQUE (page, revision),
  CONSTRAINT uq_reports_id UNIQUE (id),
  CONSTRAINT fk_reports_maker FOREIGN KEY(maker) REFERENCES makers (key),
  CONSTRAINT fk_reports_superseded_by FOREIGN KEY(superseded_by) REFERENCES reports (key),
  CONSTRAINT fk_reports_original FOREIGN KEY(original) REFERENCES originals (key)
);

CREATE INDEX ix_reports_digest ON reports (digest);

CREATE INDEX ix_reports_original ON reports (original);

CREATE INDEX ix_reports_page_digest ON reports (page, digest);

CREATE INDEX ix_reports_published ON reports (published);

CREATE INDEX ix_reports_publisher_known ON reports (publisher, known_until, published);

CREATE INDEX ix_reports_publisher_published ON reports (publisher, published);

CREATE INDEX ix_reports_superseded_by ON reports (superseded_by);

CREATE TABLE reviews (
  key BIGSERIAL NOT NULL,
  at TEXT NOT NULL,
  author TEXT NOT NULL,
  kind TEXT NOT NULL,
  report TEXT,
  start INTEGER,
  "end" INTEGER,
  trigger TEXT,
  other_report TEXT,
  other_start INTEGER,
  other_end INTEGER,
  other_trigger TEXT,
  event TEXT,
  body TEXT,
  reason TEXT,
  undone_at TEXT,
  undone_by TEXT,
  maker BIGINT NOT NULL,
  CONSTRAINT pk_reviews PRIMARY KEY (key),
  CONSTRAINT ck_reviews_kind CHECK (kind IN ('accept', 'reject', 'correct', 'merge', 'split', 'note')),
  CONSTRAINT fk_reviews_maker FOREIGN KEY(maker) REFERENCES makers (key)
);

CREATE INDEX ix_reviews_event ON reviews (event);

CREATE INDEX ix_reviews_other_report ON reviews (other_report);

CREATE INDEX ix_reviews_report ON reviews (report);

CREATE TABLE claims (
  key BIGSERIAL NOT NULL,
  report BIGINT NOT NULL,
  id TEXT NOT NULL,
  maker BIGINT NOT NULL,
  known_from TEXT NOT NULL,
  known_until TEXT,
  ended_by TEXT,
  type TEXT NOT NULL,
  mode TEXT,
  confidence FLOAT NOT NULL,
  certainty TEXT NOT NULL,
  polarity TEXT NOT NULL,
  realis TEXT NOT NULL,
  origin TEXT,
  origin_entity TEXT,
  origin_kind TEXT,
  origin_side TEXT,
  publisher TEXT,
  start TEXT,
  "end" TEXT,
  published TEXT,
  day TEXT,
  place TEXT,
  place_entity TEXT,
  lat FLOAT,
  lon FLOAT,
  country TEXT,
  precision TEXT,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  trigger TEXT NOT NULL,
  quoted TEXT NOT NULL,
  body TEXT NOT NULL,
  features TEXT,
  CONSTRAINT pk_claims PRIMARY KEY (key),
  CONSTRAINT ck_claims_ended_by CHECK (ended_by IN ('revision', 'withdrawal', 'reread', 'rejected', 'corrected')),
  CONSTRAINT fk_claims_report FOREIGN KEY(report) REFERENCES reports (key),
  CONSTRAINT fk_claims_maker FOREIGN KEY(maker) REFERENCES makers (key)
);

CREATE INDEX ix_claims_confidence ON claims (confidence);

CREATE INDEX ix_claims_country_type_day ON claims (country, type, day);

CREATE INDEX ix_claims_day_type_known_until ON claims (day, type, known_until);

CREATE INDEX ix_claims_ended ON claims (known_until) WHERE known_until IS NOT NULL;

CREATE INDEX ix_claims_lasting ON claims ("end", start) WHERE "end" > start;

CREATE INDEX ix_claims_origin_entity_day ON claims (origin_entity, day);

CREATE INDEX ix_claims_origin_side_day ON claims (origin_side, day);

CREATE INDEX ix_claims_published ON claims (published);

CREATE INDEX ix_claims_publisher_day ON claims (publisher, day, known_until);

CREATE INDEX ix_claims_report_id ON claims (report, id);

CREATE INDEX ix_claims_type_day ON claims (type, day);

CREATE TABLE copies (
  key BIGSERIAL NOT NULL,
  copy BIGINT NOT NULL,
  original BIGINT NOT NULL,
  known_from TEXT NOT NULL,
  known_until TEXT,
  maker BIGINT NOT NULL,
  containment FLOAT NOT NULL,
  passages TEXT NOT NULL,
  passages_original TEXT NOT NULL,
  changed TEXT NOT NULL,
  CONSTRAINT pk_copies PRIMARY KEY (key),
  CONSTRAINT fk_copies_copy FOREIGN KEY(copy) REFERENCES reports (key),
  CONSTRAINT fk_copies_original FOREIGN KEY(original) REFERENCES reports (key),
  CONSTRAINT fk_copies_maker FOREIGN KEY(maker) REFERENCES makers (key)
);

CREATE INDEX ix_copies_copy ON copies (copy);

CREATE INDEX ix_copies_original ON copies (original);

CREATE TABLE sketches (
  hash BIGINT NOT NULL,
  day INTEGER NOT NULL,
  report BIGINT NOT NULL,
  CONSTRAINT pk_sketches PRIMARY KEY (hash, day, report),
  CONSTRAINT fk_sketches_report FOREIGN KEY(report) REFERENCES reports (key)
);

CREATE TABLE amounts (
  key BIGSERIAL NOT NULL,
  claim BIGINT NOT NULL,
  position INTEGER NOT NULL,
  measure TEXT,
  "of" TEXT,
  value FLOAT,
  low FLOAT,
  high FLOAT,
  bound TEXT,
  approximate INTEGER NOT NULL,
  unit TEXT NOT NULL,
  day TEXT,
  CONSTRAINT pk_amounts PRIMARY KEY (key),
  CONSTRAINT fk_amounts_claim FOREIGN KEY(claim) REFERENCES claims (key)
);

CREATE INDEX ix_amounts_claim ON amounts (claim);

CREATE INDEX ix_amounts_measure_high_low ON amounts (measure, high, low);

CREATE TABLE blocks (
  hash BIGINT NOT NULL,
  day INTEGER NOT NULL,
  claim BIGINT NOT NULL,
  CONSTRAINT pk_blocks PRIMARY KEY (hash, day, claim),
  CONSTRAINT fk_blocks_claim FOREIGN KEY(claim) REFERENCES claims (key)
);

CREATE TABLE borrowed (
  key BIGSERIAL NOT NULL,
  claim BIGINT NOT NULL,
  original BIGINT NOT NULL,
  known_from TEXT NOT NULL,
  known_until TEXT,
  counterpart BIGINT,
  CONSTRAINT pk_borrowed PRIMARY KEY (key),
  CONSTRAINT fk_borrowed_claim FOREIGN KEY(claim) REFERENCES claims (key),
  CONSTRAINT fk_borrowed_original FOREIGN KEY(original) REFERENCES reports (key),
  CONSTRAINT fk_borrowed_counterpart FOREIGN KEY(counterpart) REFERENCES claims (key)
);

CREATE INDEX ix_borrowed_claim_known_until ON borrowed (claim, known_until);

CREATE INDEX ix_borrowed_counterpart ON borrowed (counterpart);

CREATE INDEX ix_borrowed_original ON borrowed (original);

CREATE TABLE members (
  key BIGSERIAL NOT NULL,
  event BIGINT NOT NULL,
  claim BIGINT NOT NULL,
  known_from TEXT NOT NULL,
  known_until TEXT,
  CONSTRAINT pk_members PRIMARY KEY (key),
  CONSTRAINT fk_members_event FOREIGN KEY(event) REFERENCES events (key),
  CONSTRAINT fk_members_claim FOREIGN KEY(claim) REFERENCES claims (key)
);

CREATE INDEX ix_members_claim_known_until ON members (claim, known_until);

CREATE INDEX ix_members_event_known_until ON members (event, known_until);

CREATE TABLE parties (
  key BIGSERIAL NOT NULL,
  claim BIGINT NOT NULL,
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  entity TEXT,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  type TEXT NOT NULL,
  day TEXT,
  CONSTRAINT pk_parties PRIMARY KEY (key),
  CONSTRAINT ck_parties_role CHECK (role IN ('actor', 'recipient', 'instrument', 'source', 'carrier')),
  CONSTRAINT fk_parties_claim FOREIGN KEY(claim) REFERENCES claims (key)
);

CREATE INDEX ix_parties_claim ON parties (claim);

CREATE INDEX ix_parties_entity_role_day_type_claim ON parties (entity, role, day, type, claim);

CREATE INDEX ix_parties_folded_role_day_type_claim ON parties (folded, role, day, type, claim);

CREATE INDEX ix_parties_unnamed ON parties (folded, role, day, claim) WHERE entity IS NULL;

CREATE TABLE places (
  key BIGSERIAL NOT NULL,
  claim BIGINT NOT NULL,
  point BIGINT,
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  entity TEXT,
  lat FLOAT,
  lon FLOAT,
  country TEXT,
  admin1 TEXT,
  precision TEXT,
  day TEXT,
  CONSTRAINT pk_places PRIMARY KEY (key),
  CONSTRAINT fk_places_claim FOREIGN KEY(claim) REFERENCES claims (key),
  CONSTRAINT fk_places_point FOREIGN KEY(point) REFERENCES points (key)
);

CREATE INDEX ix_places_admin1 ON places (admin1, country, day, claim);

CREATE INDEX ix_places_claim ON places (claim);

CREATE INDEX ix_places_entity_day_claim ON places (entity, day, claim);

CREATE INDEX ix_places_folded_day_claim ON places (folded, day, claim);

CREATE INDEX ix_places_point_day_claim ON places (point, day, claim);

CREATE TABLE verdicts (
  key BIGSERIAL NOT NULL,
  review BIGINT NOT NULL,
  claim BIGINT NOT NULL,
  known_from TEXT NOT NULL,
  known_until TEXT,
  kind TEXT NOT NULL,
  fit FLOAT NOT NULL,
  CONSTRAINT pk_verdicts PRIMARY KEY (key),
  CONSTRAINT fk_verdicts_review FOREIGN KEY(review) REFERENCES reviews (key),
  CONSTRAINT fk_verdicts_claim FOREIGN KEY(claim) REFERENCES claims (key)
);

CREATE INDEX ix_verdicts_claim_known_until ON verdicts (claim, known_until);

CREATE INDEX ix_verdicts_kind_known_until_claim ON verdicts (kind, known_until, claim);

CREATE INDEX ix_verdicts_review_known_until ON verdicts (review, known_until);
