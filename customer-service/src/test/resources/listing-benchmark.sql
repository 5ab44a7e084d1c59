-- A million customers with a skew: a few tiers, regions, tags and family names have most of them, and tier and tags go
-- with the spend. Indexes are made at the end, since that is faster.
SELECT setseed(0.5);
CREATE FUNCTION pg_temp.coded(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  -- domain/SearchText
  SELECT string_agg(CASE WHEN ascii(c) < 128 THEN c ELSE 'Z' || chr(65 + ascii(c) / 15625 % 25)
    || chr(65 + ascii(c) / 625 % 25) || chr(65 + ascii(c) / 25 % 25) || chr(65 + ascii(c) % 25) END, '' ORDER BY o)
  FROM regexp_split_to_table(lower($1), '') WITH ORDINALITY AS x (c, o) $$;
CREATE TEMP TABLE raw AS
SELECT i,
  'C-' || lpad(((i::bigint * 7919) % 1000003)::text, 7, '0') AS id,
  CASE WHEN i % 2 = 0
    THEN substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + (power(random(), 2) * 20)::int % 20, 1)
      || chr(19968 + (random() * 3000)::int)
      || CASE WHEN random() < 0.7 THEN chr(19968 + (random() * 3000)::int) ELSE '' END
    ELSE (ARRAY['Wang', 'Zhang', 'Li', 'Smith', 'Jones', 'Chen', 'Garcia', 'Miller', 'Brown', 'Davis', 'Zhao', 'Mueller',
        'Silva', 'Kowalski', 'Nguyen'])[1 + (power(random(), 2) * 15)::int % 15]
      || ' ' || initcap(translate(substr(md5(i::text || 'n'), 1, 3 + (random() * 5)::int), '0123456789', 'aeiourstln'))
  END AS name,
  '1' || (30 + (random() * 60)::int) || lpad((random() * 99999999)::int::text, 8, '0') AS phone,
  translate(substr(md5(i::text), 1, 8), '0123456789', 'aeiourstln') || (i % 1000)
    || (ARRAY['@qq.com', '@163.com', '@gmail.com', '@example.org'])[1 + (power(random(), 2) * 4)::int % 4] AS email,
  CASE WHEN random() < 0.4 THEN 'East' WHEN random() < 0.5 THEN 'South' WHEN random() < 0.6 THEN 'North'
    WHEN random() < 0.97 THEN 'West' WHEN random() < 0.98 THEN 'Overseas' ELSE 'Island' END AS region,
  (ARRAY['retail', 'food', 'fashion', 'travel', 'health', 'finance', 'education', 'mining'])
    [1 + (power(random(), 3) * 8)::int % 8] AS industry,
  random() AS r, power(random(), 6) AS wealth, random() AS age
FROM generate_series(1, 1000000) AS i;
INSERT INTO customer (customer_id, version, status, name, phone, email, notes, region, city, city_tier, birth_year,
  gender, industry, channel, preferences, tags, registered_at, name_key)
SELECT id, 1, 'REGISTERED', name, phone, email, CASE WHEN r < 0.3 THEN 'Likes to be called in the evening.' END, region,
  'City ' || i % 300, 1 + i % 5, 1940 + i % 65, CASE WHEN r < 0.5 THEN 'female' ELSE 'male' END, industry,
  CASE WHEN r < 0.7 THEN 'web' ELSE 'shop' END, CASE WHEN r < 0.2 THEN '{camera,travel}' ELSE '{}' END::varchar[],
  (CASE WHEN r < 0.4 THEN ARRAY['newsletter'] ELSE '{}' END || CASE WHEN wealth > 0.5 THEN ARRAY['vip'] ELSE '{}' END
    || CASE WHEN i % 50000 = 0 THEN ARRAY['lawsuit'] ELSE '{}' END
    || CASE WHEN r BETWEEN 0.5 AND 0.52 THEN ARRAY['wholesale'] ELSE '{}' END)::varchar[],
  timestamptz '2020-01-01' + age * interval '2000 days', lower(name)
FROM raw ORDER BY i;
INSERT INTO customer_text (nr, customer_id, name_key, tags, search)
SELECT c.nr, id, c.name_key, c.tags,
  E'\n' || pg_temp.coded(raw.name) || E'\n' || raw.phone || E'\n' || lower(raw.email) || E'\n' || lower(id)
FROM raw JOIN customer c ON c.customer_id = raw.id ORDER BY i;
INSERT INTO listing (nr, customer_id, name_key, region, industry, tier, segment, lifecycle,
  since, last_order_at, spend)
SELECT c.nr, id, c.name_key, raw.region, raw.industry,
  CASE WHEN r > 0.85 THEN NULL WHEN wealth > 0.8 THEN 'DIAMOND' WHEN wealth > 0.5 THEN 'PLATINUM'
    WHEN wealth > 0.2 THEN 'GOLD' WHEN wealth > 0.02 THEN 'SILVER' ELSE 'BRONZE' END,
  CASE WHEN r > 0.85 THEN NULL WHEN age < 0.3 THEN 'Champion' WHEN age < 0.6 THEN 'Loyal' WHEN age < 0.95 THEN 'Lost'
    WHEN age < 0.999 THEN 'Hibernating' ELSE 'Can''t lose' END,
  'ACTIVE',
  CASE WHEN r > 0.85 THEN '-infinity' ELSE timestamptz '2024-01-01' + random() * interval '700 days' END,
  CASE WHEN r > 0.85 THEN '-infinity' ELSE timestamptz '2025-12-31' - age * interval '700 days' END,
  CASE WHEN r > 0.85 OR age > 0.6 THEN 0 ELSE round((wealth * 100000)::numeric, 2) END
FROM raw JOIN customer c ON c.customer_id = raw.id ORDER BY i;
INSERT INTO listing_tag (nr, tag, customer_id, name_key, since, last_order_at, spend)
SELECT c.nr, tag, c.customer_id, l.name_key, l.since, l.last_order_at, l.spend
FROM customer c JOIN listing l USING (nr) CROSS JOIN unnest(c.tags) AS tag;
