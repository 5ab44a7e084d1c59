-- How many customers `member` has and what they are worth together, per cell and per value of an attribute (null: those
-- without one), so that a distribution reads its groups and not everybody. Who changes `member` changes these in the
-- same transaction; instances of the version before must be stopped: they would change `member` alone.
CREATE TABLE cell_total (
  cell      smallint PRIMARY KEY,
  customers bigint  NOT NULL,
  monetary  numeric NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE attribute_total (
  attribute text    NOT NULL,
  value     text,
  customers bigint  NOT NULL,
  monetary  numeric NOT NULL,
  UNIQUE NULLS NOT DISTINCT (attribute, value)
) WITH (fillfactor = 50);

INSERT INTO cell_total SELECT cell, count(*), sum(monetary) FROM member GROUP BY cell;

INSERT INTO attribute_total
SELECT a.attribute, a.value, count(*), sum(m.monetary)
FROM member m CROSS JOIN LATERAL (
  VALUES ('region', m.region), ('city', m.city), ('cityTier', m.city_tier::text), ('birthYear', m.birth_year::text),
    ('gender', m.gender), ('industry', m.industry), ('channel', m.channel)
  UNION ALL SELECT 'preferences', p FROM (VALUES (1)) one LEFT JOIN unnest(m.preferences) p ON true
  UNION ALL SELECT 'tags', p FROM (VALUES (1)) one LEFT JOIN unnest(m.tags) p ON true) AS a (attribute, value)
GROUP BY a.attribute, a.value;
