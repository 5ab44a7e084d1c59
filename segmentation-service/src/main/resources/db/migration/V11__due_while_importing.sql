-- While an import is open in a number, whoever's last fact was imported is left alone there: the sweep doesn't even see them.
DROP INDEX standing_due;
CREATE INDEX standing_due ON standing (partition, (backfill IS NOT NULL), next_change_at)
  WHERE next_change_at IS NOT NULL;
