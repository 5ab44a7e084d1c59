-- Somebody else made an order of this id meanwhile: credit notes on the purchase that the file meant aren't on that one.
ALTER TABLE import_order ADD COLUMN refused boolean NOT NULL DEFAULT false;
