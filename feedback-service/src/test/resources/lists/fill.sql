-- A shop's feedback of three years, the newest last; the parameter is how many. An eighth as many customers, of whom one
-- says a hundredth of it all; more at noon than at night. An eighth are complaints, one in thirty of them open.
INSERT INTO feedback (feedback_id, customer_id, version, revision, kind, status, rating, nps, order_id, channel, text,
                      received_at, priority, due_at, resolved_at, resolution_rating, note)
SELECT 'many-' || i,
       'many-' || CASE WHEN c < 0.01 THEN 0 ELSE 1 + floor(n / 8.0 * c * c)::bigint END,
       CASE status WHEN 'RESOLVED' THEN 2 ELSE 1 END, 1, kind, status,
       CASE WHEN kind <> 'SUGGESTION' AND r < 0.8 THEN 1 + floor(r * 50) / 10 END,
       CASE WHEN kind = 'SURVEY' THEN floor(r * 11) END,
       CASE WHEN r < 0.6 THEN 'O-' || floor(r * n) END,
       (ARRAY ['web', 'app', 'store', 'mail', NULL])[1 + floor(k * 5)],
       repeat('It was as it was, and then some. ', 1 + floor(k * 12)::integer),
       received_at, priority, received_at + within,
       CASE status WHEN 'RESOLVED' THEN received_at + within * k END,
       CASE WHEN status = 'RESOLVED' AND k < 0.5 THEN 1 + floor(k * 80) / 10 END,
       CASE WHEN status = 'RESOLVED' THEN 'Called back, all is well.' END
FROM (
  SELECT *,
         CASE WHEN kind <> 'COMPLAINT' THEN 'RECEIVED'
              WHEN k < CASE WHEN i > n * 0.98 THEN 0.8 ELSE 0.018 END THEN 'OPEN' ELSE 'RESOLVED' END AS status,
         CASE WHEN kind = 'COMPLAINT'
              THEN CASE WHEN r < 0.6 THEN 'LOW' WHEN r < 0.85 THEN 'NORMAL' WHEN r < 0.95 THEN 'HIGH' ELSE 'URGENT' END
         END AS priority,
         CASE WHEN kind = 'COMPLAINT'
              THEN CASE WHEN r < 0.6 THEN interval '72 h' WHEN r < 0.85 THEN interval '48 h'
                        WHEN r < 0.95 THEN interval '24 h' WHEN r < 0.98 THEN interval '8 h' ELSE interval '4 h' END
         END AS within
  FROM (
    SELECT i, n, c, r, k,
           CASE WHEN s < 0.455 THEN 'SURVEY' WHEN s < 0.705 THEN 'REVIEW' WHEN s < 0.83 THEN 'COMPLAINT'
                WHEN s < 0.90 THEN 'SUGGESTION' ELSE 'SOCIAL' END AS kind,
           timestamptz '2023-01-01T00:00:00Z' + floor(day) * interval '1 day'
             + interval '12 h' + (h1 + h2 - 1) * interval '12 h' AS received_at
    FROM (
      SELECT i, n, random() AS c, random() AS r, random() AS k, random() AS s, random() AS h1, random() AS h2,
             i * 1095.0 / n + 20 * sin(i * 6 * pi() / n) AS day
      FROM (SELECT generate_series(1, n) AS i, n FROM (SELECT ?::bigint AS n) AS size) AS row) AS dice) AS said) AS whole
