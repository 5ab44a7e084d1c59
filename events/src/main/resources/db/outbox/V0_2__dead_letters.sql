-- Dead letters leave by the outbox as they came: key, value and headers are bytes, each of them may be missing. A row
-- with headers is one; what makes up a CloudEvent is not read from it.
ALTER TABLE outbox
  ADD COLUMN headers bytea,
  ADD COLUMN raw_key bytea,
  ALTER COLUMN data DROP NOT NULL,
  ALTER COLUMN key DROP NOT NULL,
  ALTER COLUMN event_id DROP NOT NULL,
  ALTER COLUMN source DROP NOT NULL,
  ALTER COLUMN type DROP NOT NULL,
  ALTER COLUMN event_time DROP NOT NULL,
  ALTER COLUMN subject DROP NOT NULL,
  ADD CONSTRAINT outbox_event_or_dead_letter CHECK (
    headers IS NOT NULL
    OR key IS NOT NULL AND event_id IS NOT NULL AND source IS NOT NULL AND type IS NOT NULL
       AND event_time IS NOT NULL AND subject IS NOT NULL AND data IS NOT NULL);
