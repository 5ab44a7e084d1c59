-- Feedback as one compact page like `tail`, null while there is none, and what its ratings come to at the latest of
-- them, from which readers find the satisfaction at any later instant. The figure that was stored here changed with
-- every instant.
ALTER TABLE standing
  DROP COLUMN satisfaction,
  ADD COLUMN feedback_pages integer NOT NULL DEFAULT 0,
  ADD COLUMN feedback       bytea,
  ADD COLUMN rating_weight  double precision,
  ADD COLUMN rating_sum     double precision,
  ADD COLUMN rated_at       timestamptz;

-- Older feedback of customers with much, as `ledger_page` is for orders.
CREATE TABLE feedback_page (
  customer_id text    COLLATE "C" NOT NULL,
  page        integer NOT NULL,
  feedback    bytea   NOT NULL,
  PRIMARY KEY (customer_id, page)
);

-- What customers are told apart by; null (an empty list) where nothing was given. A customer that was registered and
-- has no facts yet was never assessed.
ALTER TABLE standing
  ADD COLUMN attributes_version bigint NOT NULL DEFAULT 0,
  ADD COLUMN region             text,
  ADD COLUMN city               text,
  ADD COLUMN city_tier          smallint,
  ADD COLUMN birth_year         smallint,
  ADD COLUMN gender             text,
  ADD COLUMN industry           text,
  ADD COLUMN channel            text,
  ADD COLUMN preferences        text[] NOT NULL DEFAULT '{}',
  ADD COLUMN tags               text[] NOT NULL DEFAULT '{}',
  ALTER COLUMN as_of DROP NOT NULL;

-- `status`, `occurred_at` and `supersedes` are of either kind of fact.
ALTER TABLE application
  ADD COLUMN feedback_id       text,
  ADD COLUMN feedback_version  bigint,
  ADD COLUMN kind              text,
  ADD COLUMN rating            numeric,
  ADD COLUMN nps               smallint,
  ADD COLUMN resolution_rating numeric;

-- Until now these two topics were read and skipped. Their owner finds no position any more, and begins them again at
-- their start. Their last timestamps go as well, so that time doesn't pass over feedback that is yet to be folded.
-- Instances of the version before must be stopped: they would go on skipping.
DELETE FROM position WHERE topic IN ('customers', 'feedback');
