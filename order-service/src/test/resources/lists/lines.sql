-- One to five lines of each.
INSERT INTO order_line (order_id, position, sku, category, quantity, unit_price)
SELECT order_id, position, 'SKU-' || (length(order_id) * 37 + position * 11) % 400, 'category', 1 + position % 3, 9.9
FROM orders, generate_series(1, 1 + ascii(right(order_id, 1)) % 5) AS position
WHERE order_id LIKE 'many-%'
