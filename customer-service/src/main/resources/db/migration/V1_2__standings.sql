-- Which record each customer's standing is of: the sequence of its last tier change and, of two with one sequence, where
-- the record stands in its partition. Apart from the listing, since most records change nothing there.
CREATE TABLE seen_standing (
  customer_id   varchar(64) COLLATE "C" PRIMARY KEY,
  sequence      bigint NOT NULL,
  source_offset bigint NOT NULL
);
