-- What lists and distributions read: everybody's standing without the facts, a moment behind it. Its indexes follow
-- every event, so they are here and not on `standing`, which the fold waits for: many events of one customer, as in an
-- import, are one change here. Where a figure is missing that lists are sorted by, something stands that sorts before
-- every real one, so that it can be asked for by equality: 0 for the composite, -infinity for instants.
CREATE TABLE member (
  customer_id        text COLLATE "C" PRIMARY KEY,
  row_version        bigint      NOT NULL,
  cell               smallint    NOT NULL,
  r                  smallint,
  f                  smallint,
  m                  smallint,
  s                  smallint,
  composite          numeric(4, 3) NOT NULL,
  frequency          integer     NOT NULL,
  monetary           numeric     NOT NULL,
  last_purchase_at   timestamptz,
  rating_weight      double precision,
  rating_sum         double precision,
  rated_at           timestamptz,
  model              integer     NOT NULL,
  sequence           bigint      NOT NULL,
  tier_since         timestamptz NOT NULL,
  below_since        timestamptz,
  next_change_at     timestamptz NOT NULL,
  as_of              timestamptz,
  attributes_version bigint      NOT NULL,
  region             text,
  city               text,
  city_tier          smallint,
  birth_year         smallint,
  gender             text,
  industry           text,
  channel            text,
  preferences        text[]      NOT NULL,
  tags               text[]      NOT NULL
) WITH (fillfactor = 90);

-- The combinations of tier, segment and lifecycle that occur, a few dozen. A list reads each of those that its filter
-- allows in order, and merges them: it never reads more than it shows, whatever is filtered and sorted.
CREATE TABLE member_cell (
  cell      smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tier      text,
  segment   text,
  lifecycle text NOT NULL,
  UNIQUE NULLS NOT DISTINCT (tier, segment, lifecycle)
);

CREATE INDEX member_by_id          ON member (cell, customer_id);
CREATE INDEX member_by_composite   ON member (cell, composite, customer_id);
CREATE INDEX member_by_monetary    ON member (cell, monetary, customer_id);
CREATE INDEX member_by_since       ON member (cell, tier_since, customer_id);
CREATE INDEX member_by_next_change ON member (cell, next_change_at, customer_id);

-- Who has which attribute, `region=NORTH`; changes when attributes do.
CREATE TABLE member_term (
  term        text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (term, customer_id)
);

CREATE INDEX member_term_of ON member_term (customer_id);

-- Whose standing was written since; the same customer may be there often.
CREATE TABLE member_stale (
  customer_id text COLLATE "C" NOT NULL
);

INSERT INTO member_stale SELECT customer_id FROM standing;
