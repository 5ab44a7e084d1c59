-- Where a subscription stands in each partition; moved by the transaction that has the records' effects.
CREATE TABLE inbox_position (
  consumer    text    NOT NULL,
  topic       text    NOT NULL,  -- without the installation's prefix
  partition   integer NOT NULL,
  next_offset bigint  NOT NULL,
  PRIMARY KEY (consumer, topic, partition)
);
