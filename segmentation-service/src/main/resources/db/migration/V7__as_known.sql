-- Versions of orders and feedback that came after a higher one. They changed nothing, so no application has them; but
-- of what is known at an instant before the higher one's, they are what counts. Read by that question only. A record that
-- is repeated may be here twice, or beside its application.
CREATE TABLE stale_fact (
  customer_id       text        COLLATE "C" NOT NULL,
  recorded_at       timestamptz NOT NULL,
  topic             text        NOT NULL,
  source_offset     bigint      NOT NULL,
  occurred_at       timestamptz NOT NULL,
  order_id          text,
  order_version     bigint,
  status            text        NOT NULL,
  total             numeric,
  refunded          numeric,
  placed_at         timestamptz,
  paid_at           timestamptz,
  currency          text,
  foreign_total     numeric,
  foreign_refunded  numeric,
  feedback_id       text,
  feedback_version  bigint,
  kind              text,
  rating            numeric,
  nps               smallint,
  resolution_rating numeric
);

CREATE INDEX stale_fact_of ON stale_fact (customer_id);

-- The instant of the number's last commit: what was recorded by then is known. Null before the first since this is kept.
ALTER TABLE ownership ADD COLUMN committed_at timestamptz;

-- Who was where when, without reading the evidence.
CREATE INDEX tier_change_path ON tier_change (customer_id, sequence DESC) INCLUDE (effective_at, to_tier);
