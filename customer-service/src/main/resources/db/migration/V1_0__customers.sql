-- Looks for parts of words. It is a trusted extension: the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Who a customer is. Ids are compared by code point everywhere, in Java as here.
CREATE TABLE customer (
  -- Stands for the id where the id would make indexes large.
  nr            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id   varchar(64) COLLATE "C" NOT NULL UNIQUE,
  -- 0 until somebody registers the customer.
  version       bigint       NOT NULL CHECK (version >= 0),
  status        varchar(11)  NOT NULL CHECK (status IN ('PROVISIONAL', 'REGISTERED')),
  name          varchar(200),
  phone         varchar(40),
  email         varchar(254),
  notes         varchar(2000),
  region        varchar(64) COLLATE "C",
  city          varchar(64),
  city_tier     integer,
  birth_year    integer,
  gender        varchar(64),
  industry      varchar(64) COLLATE "C",
  channel       varchar(64),
  preferences   varchar(64)[] NOT NULL,
  tags          varchar(64)[] NOT NULL,
  registered_at timestamptz(6),
  -- The name in lower case, by which the management table is sorted.
  name_key      varchar(200) COLLATE "C" NOT NULL DEFAULT '',
  -- Name, phone, email and id in the form in which they are looked for: domain/SearchText.
  search        text COLLATE "C" NOT NULL,
  CHECK ((status = 'PROVISIONAL') = (version = 0)),
  CHECK ((status = 'PROVISIONAL') = (registered_at IS NULL)),
  CHECK ((status = 'PROVISIONAL') = (name IS NULL))
);
-- What waits to be sorted into the index is read whole by every search, so it may not become long.
CREATE INDEX customer_search ON customer USING gin (search gin_trgm_ops) WITH (gin_pending_list_limit = 512);

-- What the management table is filtered and sorted by, one row for each customer: what others say of the customer and
-- copies of what the customer's own record says. It is apart from that since it changes with every order, and the
-- indexes on texts above shouldn't.
CREATE TABLE listing (
  nr            bigint PRIMARY KEY REFERENCES customer,
  customer_id   varchar(64) COLLATE "C" NOT NULL UNIQUE,
  name_key      varchar(200) COLLATE "C" NOT NULL DEFAULT '',
  region        varchar(64) COLLATE "C",
  industry      varchar(64) COLLATE "C",
  tier          varchar(64) COLLATE "C",
  segment       varchar(64) COLLATE "C",
  lifecycle     varchar(64),
  -- Sort keys are never null, so that a page begins where an index says: -infinity stands for none.
  since         timestamptz(6) NOT NULL DEFAULT '-infinity',
  last_order_at timestamptz(6) NOT NULL DEFAULT '-infinity',
  spend         numeric(38, 4) NOT NULL DEFAULT 0
);
-- Each filter that is one value, times each sort: however the values go together, a page is read from one place of one
-- index.
CREATE INDEX listing_name ON listing (name_key, nr);
CREATE INDEX listing_since ON listing (since, nr);
CREATE INDEX listing_last_order ON listing (last_order_at, nr);
CREATE INDEX listing_spend ON listing (spend, nr);
CREATE INDEX listing_region_id ON listing (region, customer_id) WHERE region IS NOT NULL;
CREATE INDEX listing_region_name ON listing (region, name_key, nr) WHERE region IS NOT NULL;
CREATE INDEX listing_region_since ON listing (region, since, nr) WHERE region IS NOT NULL;
CREATE INDEX listing_region_last_order ON listing (region, last_order_at, nr) WHERE region IS NOT NULL;
CREATE INDEX listing_region_spend ON listing (region, spend, nr) WHERE region IS NOT NULL;
CREATE INDEX listing_industry_id ON listing (industry, customer_id) WHERE industry IS NOT NULL;
CREATE INDEX listing_industry_name ON listing (industry, name_key, nr) WHERE industry IS NOT NULL;
CREATE INDEX listing_industry_since ON listing (industry, since, nr) WHERE industry IS NOT NULL;
CREATE INDEX listing_industry_last_order ON listing (industry, last_order_at, nr) WHERE industry IS NOT NULL;
CREATE INDEX listing_industry_spend ON listing (industry, spend, nr) WHERE industry IS NOT NULL;
CREATE INDEX listing_tier_id ON listing (tier, customer_id) WHERE tier IS NOT NULL;
CREATE INDEX listing_tier_name ON listing (tier, name_key, nr) WHERE tier IS NOT NULL;
CREATE INDEX listing_tier_since ON listing (tier, since, nr) WHERE tier IS NOT NULL;
CREATE INDEX listing_tier_last_order ON listing (tier, last_order_at, nr) WHERE tier IS NOT NULL;
CREATE INDEX listing_tier_spend ON listing (tier, spend, nr) WHERE tier IS NOT NULL;
CREATE INDEX listing_segment_id ON listing (segment, customer_id) WHERE segment IS NOT NULL;
CREATE INDEX listing_segment_name ON listing (segment, name_key, nr) WHERE segment IS NOT NULL;
CREATE INDEX listing_segment_since ON listing (segment, since, nr) WHERE segment IS NOT NULL;
CREATE INDEX listing_segment_last_order ON listing (segment, last_order_at, nr) WHERE segment IS NOT NULL;
CREATE INDEX listing_segment_spend ON listing (segment, spend, nr) WHERE segment IS NOT NULL;

-- The same for tags, of which a customer has several: one row for each, with copies of the listing's sort keys.
CREATE TABLE listing_tag (
  nr            bigint NOT NULL REFERENCES customer,
  tag           varchar(64) COLLATE "C" NOT NULL,
  customer_id   varchar(64) COLLATE "C" NOT NULL,
  name_key      varchar(200) COLLATE "C" NOT NULL,
  since         timestamptz(6) NOT NULL,
  last_order_at timestamptz(6) NOT NULL,
  spend         numeric(38, 4) NOT NULL,
  PRIMARY KEY (nr, tag)
);
CREATE INDEX listing_tag_id ON listing_tag (tag, customer_id);
CREATE INDEX listing_tag_name ON listing_tag (tag, name_key, nr);
CREATE INDEX listing_tag_since ON listing_tag (tag, since, nr);
CREATE INDEX listing_tag_last_order ON listing_tag (tag, last_order_at, nr);
CREATE INDEX listing_tag_spend ON listing_tag (tag, spend, nr);
