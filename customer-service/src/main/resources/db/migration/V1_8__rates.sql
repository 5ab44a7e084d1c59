-- What one unit of a currency is worth in the base currency on a UTC day, as segmentation-service tells it.
CREATE TABLE rate (
  currency varchar(3) NOT NULL,
  day      date       NOT NULL,
  rate     numeric    NOT NULL CHECK (rate > 0),
  version  bigint     NOT NULL CHECK (version > 0),
  -- Whether the purchases that it converts are counted by it.
  settled  boolean    NOT NULL,
  PRIMARY KEY (currency, day)
);
CREATE INDEX rate_unsettled ON rate (currency, day) WHERE NOT settled;

-- The day by whose rate a purchase counts; null when it isn't paid, or is in the base currency.
ALTER TABLE customer_order ADD COLUMN rate_day date;
-- Which currency is the base is a setting: what was counted was in it. Where nothing was, each may have been another.
UPDATE customer_order SET rate_day = (paid_at AT TIME ZONE 'UTC')::date
WHERE paid_at IS NOT NULL AND currency NOT IN (SELECT o.currency FROM customer_order o WHERE o.counted > 0);
CREATE INDEX customer_order_converted ON customer_order (currency, rate_day) WHERE rate_day IS NOT NULL;

-- What is converted is exact, with as many decimals as amount and rate have together.
ALTER TABLE customer_order ALTER COLUMN counted TYPE numeric;
ALTER TABLE listing ALTER COLUMN spend TYPE numeric;
ALTER TABLE listing_tag ALTER COLUMN spend TYPE numeric;
