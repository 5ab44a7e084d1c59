CREATE TABLE review (
  id     varchar(64) COLLATE "C" PRIMARY KEY,
  words  text,
  rating numeric        NOT NULL CHECK (rating <> 1.5),
  at     timestamptz(6) NOT NULL
);
