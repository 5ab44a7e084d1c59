-- The database session of who relays, as pid and start: it ends with its process, which a lease would outlive. Null where
-- a release before this one relays.
ALTER TABLE relay_lease ADD COLUMN session text;
