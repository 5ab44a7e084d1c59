-- Ids are compared by code point everywhere, in Java as here.
CREATE TABLE orders (
  order_id    varchar(64) COLLATE "C" PRIMARY KEY,
  customer_id varchar(64) COLLATE "C" NOT NULL,
  version     bigint         NOT NULL CHECK (version > 0),
  status      varchar(20)    NOT NULL CHECK (status IN ('PLACED', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CANCELLED')),
  currency    varchar(3)     NOT NULL,
  total       numeric(38, 4) NOT NULL CHECK (total >= 0),
  refunded    numeric(38, 4) NOT NULL CHECK (refunded BETWEEN 0 AND total),
  placed_at   timestamptz(6) NOT NULL,
  paid_at     timestamptz(6),
  channel     varchar(64)
);
CREATE INDEX orders_by_time ON orders (placed_at, order_id);
CREATE INDEX orders_of_customer ON orders (customer_id, placed_at, order_id);

-- Lines are only ever written in the transaction that writes their order: a foreign key, checked for each of them, would
-- double the cost of an import.
CREATE TABLE order_line (
  order_id   varchar(64) COLLATE "C" NOT NULL,
  -- Orders the lines of an order; an imported line has its line number in the file.
  position   bigint         NOT NULL,
  sku        varchar(64) COLLATE "C" NOT NULL,
  category   varchar(64),
  quantity   integer        NOT NULL CHECK (quantity > 0),
  unit_price numeric(38, 4) NOT NULL CHECK (unit_price >= 0),
  -- How many of them imported credit notes have brought back.
  returned   integer        NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND quantity),
  PRIMARY KEY (order_id, position)
);

-- The steps that say more than the order's state: why, and by which credit note.
CREATE TABLE order_step (
  order_id    varchar(64) COLLATE "C" NOT NULL REFERENCES orders,
  version     bigint         NOT NULL,
  type        varchar(20)    NOT NULL,
  amount      numeric(38, 4),
  reason      varchar(500),
  note_id     varchar(64) COLLATE "C",
  occurred_at timestamptz(6) NOT NULL,
  PRIMARY KEY (order_id, version)
);
