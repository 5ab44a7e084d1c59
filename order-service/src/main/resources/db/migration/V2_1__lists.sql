-- Orders are listed newest first, whatever they are filtered by: each filter has an index that has the list in its order,
-- so that a page is a walk of its own length. Statuses change, so a step writes these anew.
CREATE INDEX orders_of_status ON orders (status, placed_at, order_id);
CREATE INDEX orders_of_customer_and_status ON orders (customer_id, status, placed_at, order_id);
