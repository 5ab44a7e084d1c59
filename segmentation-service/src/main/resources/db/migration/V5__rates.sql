-- What one unit of a currency is worth in the base currency on a UTC day. Once set a rate stays.
CREATE TABLE rate (
  currency    text        NOT NULL,
  day         date        NOT NULL,
  rate        numeric     NOT NULL CHECK (rate > 0),
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (currency, day)
);

-- Which of them the owner of a partition number has heard of.
CREATE TABLE rate_known (
  partition integer NOT NULL,
  currency  text    NOT NULL,
  day       date    NOT NULL,
  rate      numeric NOT NULL,
  PRIMARY KEY (partition, currency, day)
);

-- Records that wait in the dead letters for a rate, as they were; gone when they were put back on their topic.
CREATE TABLE parked (
  partition     integer     NOT NULL,
  topic         text        NOT NULL,
  source_offset bigint      NOT NULL,
  currency      text        NOT NULL,
  day           date        NOT NULL,
  parked_at     timestamptz NOT NULL,
  key           bytea       NOT NULL,
  headers       bytea       NOT NULL,
  value         bytea       NOT NULL,
  PRIMARY KEY (partition, topic, source_offset)
);

CREATE INDEX parked_for ON parked (partition, currency, day);

-- What an order came to in the currency that it was made in; null where that is the base currency.
ALTER TABLE application
  ADD COLUMN currency         text,
  ADD COLUMN foreign_total    numeric,
  ADD COLUMN foreign_refunded numeric;
