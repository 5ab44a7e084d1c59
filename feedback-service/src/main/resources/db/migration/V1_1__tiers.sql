-- The last tier seen of each customer. A row of sequence 0 says nothing but that somebody complained: it is what a
-- complaint locks while it looks up its tier, so that a change of tier comes before or after it, never in between.
CREATE TABLE tier_view (
  customer_id varchar(64) COLLATE "C" PRIMARY KEY,
  tier        varchar(64),
  sequence    bigint         NOT NULL CHECK (sequence >= 0),
  since       timestamptz(6)
);
