-- What an order adds to its customer's listing; the highest version that was seen.
CREATE TABLE customer_order (
  order_id    varchar(64) COLLATE "C" PRIMARY KEY,
  customer_id varchar(64) COLLATE "C" NOT NULL,
  version     bigint         NOT NULL CHECK (version > 0),
  cancelled   boolean        NOT NULL,
  placed_at   timestamptz(6) NOT NULL,
  -- The purchase's instant; null until paid.
  paid_at     timestamptz(6),
  currency    varchar(3)     NOT NULL,
  -- Paid and not refunded.
  net         numeric(38, 4) NOT NULL CHECK (net >= 0),
  -- What of it is in the customer's spend now: net, or nothing once the purchase is too old or in another currency.
  counted     numeric(38, 4) NOT NULL CHECK (counted >= 0),
  -- When it leaves the spend; null when it isn't in it.
  leaves_at   timestamptz(6),
  CHECK ((counted > 0) = (leaves_at IS NOT NULL))
);
CREATE INDEX customer_order_last ON customer_order (customer_id, placed_at) WHERE NOT cancelled;
CREATE INDEX customer_order_leaving ON customer_order (leaves_at) WHERE leaves_at IS NOT NULL;
