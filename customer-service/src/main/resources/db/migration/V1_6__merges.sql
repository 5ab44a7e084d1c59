-- Two records can be one person's: one of them is merged into the other, which has the orders of both from then on. A
-- chain of merges ends at the survivor. Who isn't registered can be merged too, and has a version then.
ALTER TABLE customer
  DROP CONSTRAINT customer_status_check,
  DROP CONSTRAINT customer_check,
  DROP CONSTRAINT customer_check1,
  DROP CONSTRAINT customer_check2,
  ADD COLUMN merged_into varchar(64) COLLATE "C" REFERENCES customer (customer_id),
  ADD COLUMN survivor    varchar(64) COLLATE "C" REFERENCES customer (customer_id),
  ADD CONSTRAINT customer_status_known CHECK (status IN ('PROVISIONAL', 'REGISTERED', 'MERGED')),
  ADD CONSTRAINT customer_named_once_registered CHECK ((name IS NULL) = (registered_at IS NULL)),
  ADD CONSTRAINT customer_registered CHECK (
    status = 'MERGED' OR (status = 'REGISTERED') = (registered_at IS NOT NULL)),
  ADD CONSTRAINT customer_version_of_fact CHECK (status = 'PROVISIONAL' OR version > 0),
  ADD CONSTRAINT customer_merged CHECK (
    (status = 'MERGED') = (merged_into IS NOT NULL) AND (merged_into IS NULL) = (survivor IS NULL));
CREATE INDEX customer_merged_into ON customer (merged_into) WHERE merged_into IS NOT NULL;
-- Few are, and each portion of others' events asks who.
CREATE INDEX customer_gone ON customer (customer_id) WHERE status NOT IN ('PROVISIONAL', 'REGISTERED');

-- Whose spend an order is in: its customer's or, once that is merged, the survivor's.
ALTER TABLE customer_order ADD COLUMN counts_for varchar(64) COLLATE "C";
UPDATE customer_order SET counts_for = customer_id;
ALTER TABLE customer_order ALTER COLUMN counts_for SET NOT NULL;
DROP INDEX customer_order_last;
CREATE INDEX customer_order_of ON customer_order (counts_for, placed_at);

-- Who is merged has no listing, so that no page has to pass over it; where the customer stands is kept here meanwhile.
ALTER TABLE seen_standing
  ADD COLUMN tier      varchar(64) COLLATE "C",
  ADD COLUMN segment   varchar(64) COLLATE "C",
  ADD COLUMN lifecycle varchar(64),
  ADD COLUMN since     timestamptz(6);
UPDATE seen_standing s
SET tier = l.tier, segment = l.segment, lifecycle = l.lifecycle, since = nullif(l.since, '-infinity')
FROM listing l WHERE l.customer_id = s.customer_id;
