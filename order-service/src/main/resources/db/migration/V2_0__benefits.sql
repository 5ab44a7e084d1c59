-- What the customer's tier took off at placement; both are null when nothing was.
ALTER TABLE orders
  ADD COLUMN discount     numeric(38, 4) CHECK (discount > 0),
  ADD COLUMN benefit_tier varchar(64),
  ADD CONSTRAINT orders_discount_of_a_tier CHECK ((discount IS NULL) = (benefit_tier IS NULL));

-- The last tier seen of each customer.
CREATE TABLE tier_view (
  customer_id varchar(64) COLLATE "C" PRIMARY KEY,
  tier        varchar(64),
  sequence    bigint NOT NULL CHECK (sequence > 0)
);
