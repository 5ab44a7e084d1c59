-- Many standings with skew: few buy much, most little and long ago; figures hang together as they do in a shop.
-- Nothing of them is due, since the pipeline that runs beside would assess it and there are no facts behind it.
INSERT INTO standing (customer_id, partition, row_version, tier, tier_since, segment, lifecycle, r, f, m, composite,
  frequency, monetary, last_purchase_at, model, sequence, next_change_at, as_of, ordinal, pages, tail,
  attributes_version, region, city, city_tier, birth_year, gender, industry, channel, preferences, tags)
SELECT 'C-' || lpad(((i::bigint * 7919) % 1000003)::text, 7, '0'), i % 12, 1,
  CASE WHEN p THEN NULL WHEN c < 2 THEN 'BRONZE' WHEN c < 3 THEN 'SILVER' WHEN c < 3.75 THEN 'GOLD'
    WHEN c < 4.5 THEN 'PLATINUM' ELSE 'DIAMOND' END,
  CASE WHEN NOT p THEN t - interval '1 day' * floor(random() * 300) END,
  CASE WHEN NOT p THEN (ARRAY['Lost', 'Hibernating', 'At risk', 'At risk', 'Can''t lose',
    'Hibernating', 'Hibernating', 'At risk', 'At risk', 'Can''t lose',
    'About to sleep', 'About to sleep', 'Needs attention', 'Loyal', 'Loyal',
    'Promising', 'Potential loyalist', 'Potential loyalist', 'Loyal', 'Champion',
    'New', 'Potential loyalist', 'Potential loyalist', 'Champion', 'Champion'])[(r - 1) * 5 + (f + m + 1) / 2] END,
  CASE WHEN p THEN 'PROSPECT' WHEN n = 1 AND a < 30 THEN 'NEW' WHEN a < 180 THEN 'ACTIVE' WHEN a < 365 THEN 'DORMANT'
    ELSE 'CHURNED' END,
  CASE WHEN NOT p THEN r END, CASE WHEN NOT p THEN f END, CASE WHEN NOT p THEN m END, CASE WHEN NOT p THEN c END,
  CASE WHEN p OR a >= 365 THEN 0 ELSE n END, CASE WHEN p OR a >= 365 THEN 0 ELSE round(v::numeric, 2) END,
  CASE WHEN NOT p THEN t END, 1, CASE WHEN p THEN 0 ELSE 1 + n % 5 END,
  CASE WHEN NOT p AND a < 365 THEN t + interval '365 days' END, t, n, 0,
  decode(repeat(md5(i::text), 1 + least(n, 128) * 2), 'hex'),
  1, (ARRAY['NORTH', 'EAST', 'SOUTH', 'WEST', 'ISLES'])[1 + floor(5 * power(random(), 2))::int],
  'city-' || floor(400 * power(random(), 2)), 1 + floor(5 * random()), 1940 + floor(70 * random()),
  (ARRAY['F', 'M', NULL])[1 + floor(3 * random())::int],
  (ARRAY['retail', 'food', 'tech', 'health', 'law'])[1 + floor(5 * power(random(), 2))::int],
  (ARRAY['web', 'store', 'app'])[1 + floor(3 * random())::int],
  ARRAY['p' || floor(20 * power(random(), 2))],
  CASE WHEN random() < 0.02 THEN '{vip}'::text[] WHEN random() < 0.001 THEN '{press}' ELSE '{}' END
FROM (SELECT *, round((20 * r + 30 * f + 40 * m) / 90.0, 3) AS c
  FROM (SELECT *, now() - interval '1 day' * a - interval '1 microsecond' * i AS t,
      CASE WHEN a < 30 THEN 5 WHEN a < 60 THEN 4 WHEN a < 120 THEN 3 WHEN a < 240 THEN 2 ELSE 1 END AS r,
      CASE WHEN n >= 16 THEN 5 WHEN n >= 8 THEN 4 WHEN n >= 4 THEN 3 WHEN n >= 2 THEN 2 ELSE 1 END AS f,
      CASE WHEN a >= 365 OR v < 500 THEN 1 WHEN v < 2000 THEN 2 WHEN v < 5000 THEN 3 WHEN v < 20000 THEN 4 ELSE 5 END AS m
    FROM (SELECT i, random() < 0.08 AS p, floor(600 * power(random(), 2))::int AS a, n, n * 60 * exp(random() * 2.5) AS v
      FROM (SELECT i, least(floor(power(random() + 1e-7, -0.7)), 5000)::int AS n
        FROM generate_series(1, :members) AS i) AS counted) AS bought) AS scored) AS judged;
INSERT INTO member_stale SELECT customer_id FROM standing;
