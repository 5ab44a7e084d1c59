-- The last tier seen of each customer. A row of sequence 0 says nothing but that somebody complained: it is what a
-- complaint locks while it looks up its tier, so that a change of tier comes before or after it, never in between.
CREATE TABLE tier_view (
  customer_id varchar(64) COLLATE "C" PRIMARY KEY,
  tier        varchar(64),
  sequence    bigint         NOT NULL CHECK (sequence >= 0),
  since       timestamptz(6)
);

-- How far the view is built; one row. A view that was never built is to be built.
CREATE TABLE tier_view_build (
  one          boolean        PRIMARY KEY DEFAULT true CHECK (one),
  state        varchar(8)     NOT NULL CHECK (state IN ('RUNNING', 'BUILT')),
  requested_at timestamptz(6),
  ended_at     timestamptz(6),
  -- Records of the topic: read so far, and as many as there were to be read.
  records      bigint         NOT NULL DEFAULT 0,
  expected     bigint         NOT NULL DEFAULT 0,
  unreadable   bigint         NOT NULL DEFAULT 0,
  -- The instance that is at it, and when it last said so.
  holder       varchar(64),
  renewed_at   timestamptz(6)
);
INSERT INTO tier_view_build (state) VALUES ('RUNNING');
