-- How far the view of customer-segments is (re)built. Who works at it says so with each portion, so that a rebuild whose
-- instance died is taken over.
CREATE TABLE tier_rebuild (
  only_row    boolean        PRIMARY KEY DEFAULT true CHECK (only_row),
  status      varchar(9)     NOT NULL CHECK (status IN ('NEVER', 'REQUESTED', 'RUNNING', 'COMPLETED')),
  -- The instance that is at it.
  holder      varchar(64) COLLATE "C",
  -- Of the last run: records read, and how many there were when it began to read.
  done        bigint         NOT NULL DEFAULT 0,
  total       bigint         NOT NULL DEFAULT 0,
  started_at  timestamptz(6),
  progress_at timestamptz(6),
  ended_at    timestamptz(6)
);
INSERT INTO tier_rebuild (status) VALUES ('NEVER');
