-- Whom a customer was merged into, of those who ever were; null since that ended. Of two versions the higher one is true.
CREATE TABLE merged_customer (
  customer_id varchar(64) COLLATE "C" PRIMARY KEY,
  merged_into varchar(64) COLLATE "C",
  version     bigint NOT NULL CHECK (version >= 0),
  -- the view's build that was the last when the row was told
  build       bigint NOT NULL DEFAULT 0
);
CREATE INDEX merged_customer_parts ON merged_customer (merged_into) WHERE merged_into IS NOT NULL;
