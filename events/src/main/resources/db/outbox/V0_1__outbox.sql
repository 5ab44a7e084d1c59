-- What shall reach a topic because its transaction committed. Ids are given in the order of writing; transactions
-- may commit in another, so the relay asks for what is unsent and never for what comes after an id.
CREATE TABLE outbox (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic       text        NOT NULL,  -- without the installation's prefix
  partition   integer,               -- null = by the key
  key         text        NOT NULL,
  recorded_at timestamptz NOT NULL,  -- the record's timestamp in Kafka
  event_id    text        NOT NULL,
  source      text        NOT NULL,
  type        text        NOT NULL,
  event_time  timestamptz NOT NULL,
  subject     text        NOT NULL,
  backfill    text,
  traceparent text,
  data        bytea       NOT NULL,
  sent_at     timestamptz
);

CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;

-- A queue's dead rows cost every reader: vacuum by the thousand, not by a share of what is retained.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Who may relay, and until when: one row per service.
CREATE TABLE relay_lease (
  service    text        PRIMARY KEY,
  holder     text        NOT NULL,
  expires_at timestamptz NOT NULL
);
