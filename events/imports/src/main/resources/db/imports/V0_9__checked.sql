-- Whether its staged rows were held against who is erased: an erasure doesn't see the rows of an upload that isn't over.
ALTER TABLE job ADD COLUMN checked boolean NOT NULL DEFAULT false;
