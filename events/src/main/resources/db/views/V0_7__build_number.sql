-- Which build of the view it is: rows that it told of say so, and the others are found at its end.
ALTER TABLE view_build ADD COLUMN number bigint NOT NULL DEFAULT 1;
