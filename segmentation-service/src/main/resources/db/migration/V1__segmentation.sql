-- Who works a partition number: one owner, fenced by its epoch. `published` is the last publication that the
-- broker has acknowledged; rows above it are sent again by whoever takes the number.
CREATE TABLE ownership (
  partition integer PRIMARY KEY,
  epoch     bigint      NOT NULL,
  owner     text        NOT NULL,
  taken_at  timestamptz NOT NULL,
  published bigint      NOT NULL
);

-- Where the fold of each input partition stands; the only truth about it (group offsets are advisory).
CREATE TABLE position (
  topic          text    NOT NULL,
  partition      integer NOT NULL,
  next_offset    bigint  NOT NULL,
  last_timestamp timestamptz,
  PRIMARY KEY (topic, partition)
);

-- Imports that a partition has seen begin; open until ended_at is set.
CREATE TABLE import_job (
  partition  integer     NOT NULL,
  topic      text        NOT NULL,
  job        text        NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at   timestamptz,
  PRIMARY KEY (partition, topic, job)
);

-- One row per customer: the standing, and the newest orders as one compact page (`tail`).
CREATE TABLE standing (
  customer_id      text COLLATE "C" PRIMARY KEY,
  partition        integer     NOT NULL,
  row_version      bigint      NOT NULL,
  tier             text,
  tier_since       timestamptz,
  segment          text,
  lifecycle        text        NOT NULL,
  r                smallint,
  f                smallint,
  m                smallint,
  s                smallint,
  composite        numeric(4, 3),
  frequency        integer     NOT NULL,
  monetary         numeric     NOT NULL,
  last_purchase_at timestamptz,
  satisfaction     numeric(4, 3),
  model            integer     NOT NULL,
  sequence         bigint      NOT NULL,
  below_since      timestamptz,
  next_change_at   timestamptz,
  as_of            timestamptz NOT NULL,
  ordinal          bigint      NOT NULL,
  backfill         text,
  pages            integer     NOT NULL,
  tail             bytea       NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX standing_due ON standing (partition, next_change_at) WHERE next_change_at IS NOT NULL;

-- Older orders of customers with many, in pages of bounded size; the ranges of their keys don't overlap.
CREATE TABLE ledger_page (
  customer_id text    COLLATE "C" NOT NULL,
  page        integer NOT NULL,
  orders      bytea   NOT NULL,
  PRIMARY KEY (customer_id, page)
);

-- Every application of a fact, and every assessment that time alone caused: enough to fold the history again.
CREATE TABLE application (
  customer_id   text        COLLATE "C" NOT NULL,
  ordinal       bigint      NOT NULL,
  at            timestamptz NOT NULL,
  recorded_at   timestamptz NOT NULL,
  cause         text        NOT NULL,
  event_id      text,
  backfill      text,
  topic         text,
  source_offset bigint,
  order_id      text,
  order_version bigint,
  status        text,
  total         numeric,
  refunded      numeric,
  placed_at     timestamptz,
  paid_at       timestamptz,
  occurred_at   timestamptz,
  supersedes    bigint,
  PRIMARY KEY (customer_id, ordinal)
);

-- Tier changes with their evidence, as published.
CREATE TABLE tier_change (
  customer_id  text        COLLATE "C" NOT NULL,
  sequence     bigint      NOT NULL,
  kind         text        NOT NULL,
  from_tier    text,
  to_tier      text,
  effective_at timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  event_id     text        NOT NULL,
  event        json        NOT NULL,
  PRIMARY KEY (customer_id, sequence)
);

-- What commits have decided to publish, in order per partition number; gone once it is acknowledged and marked.
CREATE TABLE publication (
  partition   integer     NOT NULL,
  seq         bigint      NOT NULL,
  topic       text        NOT NULL,
  record_time timestamptz NOT NULL,
  key         bytea,
  headers     bytea       NOT NULL,
  value       bytea,
  PRIMARY KEY (partition, seq)
);
