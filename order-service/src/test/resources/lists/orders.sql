-- A shop's orders of three years, the newest last; the parameter is how many. An eighth as many customers, of whom one
-- has a tenth of it all; a tenth of the orders were placed at midnight, as a history without hours has them.
INSERT INTO orders (order_id, customer_id, version, status, currency, total, discount, benefit_tier, refunded, placed_at,
                    paid_at, channel)
SELECT 'many-' || i,
       'many-' || CASE WHEN c < 0.1 THEN 0 ELSE 1 + floor(n / 8.0 * c * c)::bigint END,
       CASE status WHEN 'PLACED' THEN 1 WHEN 'PAID' THEN 2 ELSE 3 END, status, 'CNY', total,
       CASE WHEN r < 0.2 THEN 1.5 END, CASE WHEN r < 0.2 THEN 'GOLD' END,
       CASE status WHEN 'REFUNDED' THEN total WHEN 'PARTIALLY_REFUNDED' THEN round(total / 3, 2) ELSE 0 END,
       placed_at, CASE WHEN status NOT IN ('PLACED', 'CANCELLED') THEN placed_at + interval '1 min' END,
       (ARRAY ['web', 'app', 'store', NULL])[1 + floor(r * 4)]
FROM (
  SELECT i, n, c, r, 5 + round((r * 200)::numeric, 2) AS total,
         CASE WHEN s < 0.02 THEN 'PLACED' WHEN s < 0.925 THEN 'PAID' WHEN s < 0.965 THEN 'PARTIALLY_REFUNDED'
              WHEN s < 0.995 THEN 'REFUNDED' ELSE 'CANCELLED' END AS status,
         timestamptz '2023-01-01T00:00:00Z' + floor(i * 1095.0 / n) * interval '1 day'
           + CASE WHEN r < 0.1 THEN interval '0' ELSE h * interval '24 h' END AS placed_at
  FROM (
    SELECT i, n, random() AS c, random() AS r, random() AS s, random() AS h
    FROM (SELECT generate_series(1, n) AS i, n FROM (SELECT ?::bigint AS n) AS size) AS row) AS dice) AS whole
