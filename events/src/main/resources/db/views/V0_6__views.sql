-- How far each view that a compacted topic can restore is built. A view that was never built is to be built.
CREATE TABLE view_build (
  view         text        PRIMARY KEY,
  state        text        NOT NULL CHECK (state IN ('RUNNING', 'BUILT')),
  requested_at timestamptz,
  ended_at     timestamptz,
  -- Records of the topic: read so far, and as many as there were to be read.
  records      bigint      NOT NULL DEFAULT 0,
  expected     bigint      NOT NULL DEFAULT 0,
  unreadable   bigint      NOT NULL DEFAULT 0,
  -- The instance that is at it, and when it last said so.
  holder       text,
  renewed_at   timestamptz
);
