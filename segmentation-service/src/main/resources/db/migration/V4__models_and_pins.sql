-- Scoring models: drafts, which change, and published ones, which don't. `definition` is what the event has; of a draft
-- whose cut-offs will be fitted the numbers mean nothing yet. The first model was never drafted, and is not here.
CREATE TABLE model (
  number       integer     PRIMARY KEY,
  state        text        NOT NULL CHECK (state IN ('DRAFT', 'PUBLISHED')),
  cut_offs     text        NOT NULL CHECK (cut_offs IN ('FIXED', 'QUANTILE')),
  definition   json        NOT NULL,
  row_version  bigint      NOT NULL,
  created_at   timestamptz NOT NULL,
  effective_at timestamptz,
  CHECK ((state = 'PUBLISHED') = (effective_at IS NOT NULL))
);

-- Which of them the owner of a partition number has heard of, beside the one in force from the beginning.
CREATE TABLE model_in_force (
  partition    integer     NOT NULL,
  number       integer     NOT NULL,
  effective_at timestamptz NOT NULL,
  definition   json        NOT NULL,
  PRIMARY KEY (partition, number)
);

-- Who is yet to be assessed by another model.
CREATE INDEX standing_model ON standing (partition, model) WHERE as_of IS NOT NULL;

-- The pin as last heard of; `pin_tier` and `pin_until` are null when it was taken away.
ALTER TABLE standing
  ADD COLUMN pin_version bigint NOT NULL DEFAULT 0,
  ADD COLUMN pin_tier    text,
  ADD COLUMN pin_until   timestamptz,
  ADD COLUMN pin_at      timestamptz,
  ADD COLUMN pin_ordinal bigint;

-- By which model an application was assessed, and what it took in if that was a pin. Until now there was one model.
ALTER TABLE application
  ADD COLUMN model       integer NOT NULL DEFAULT 1,
  ADD COLUMN pin_version bigint,
  ADD COLUMN pin_tier    text,
  ADD COLUMN pin_until   timestamptz;

-- What operators have asked for, and why: a pin's whole history, of which the event tells all but the reason.
CREATE TABLE pin (
  customer_id text        COLLATE "C" NOT NULL,
  version     bigint      NOT NULL,
  tier        text,
  until       timestamptz,
  reason      text,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, version),
  CHECK ((tier IS NULL) = (until IS NULL))
);
