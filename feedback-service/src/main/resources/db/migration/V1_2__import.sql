-- A file's rows, copied in as they are read. A row with a reason is rejected, and may lack anything else.
CREATE TABLE import_row (
  job               varchar(64) COLLATE "C" NOT NULL,
  line              bigint NOT NULL,
  feedback_id       varchar(64) COLLATE "C",
  customer_id       varchar(64) COLLATE "C",
  kind              varchar(10),
  rating            numeric(5, 4),
  nps               integer,
  order_id          varchar(64) COLLATE "C",
  channel           varchar(64),
  text              varchar(10000),
  received_at       timestamptz(6),
  resolved_at       timestamptz(6),
  resolution_rating numeric(5, 4),
  field             varchar(64),
  reason            varchar(200)
);
CREATE INDEX import_row_by_line ON import_row (job, line);

-- What will be told, in this order: of a row its receipt, and of a resolved complaint its resolution too.
CREATE TABLE import_fact (
  job           varchar(64) COLLATE "C" NOT NULL,
  seq           bigint  NOT NULL,
  line          bigint  NOT NULL,
  is_resolution boolean NOT NULL,
  PRIMARY KEY (job, seq)
);
