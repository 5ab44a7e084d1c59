CREATE TABLE import_job (
  job         varchar(64) COLLATE "C" PRIMARY KEY,
  phase       varchar(10)    NOT NULL CHECK (phase IN ('STAGED', 'EMITTING', 'COMPLETED', 'FAILED')),
  currency    varchar(3)     NOT NULL,
  rows        bigint         NOT NULL,
  -- Facts in the plan, and how many of them have been written: the job's cursor.
  facts       bigint         NOT NULL DEFAULT 0,
  emitted     bigint         NOT NULL DEFAULT 0,
  orders      bigint         NOT NULL DEFAULT 0,
  refunds     bigint         NOT NULL DEFAULT 0,
  unchanged   bigint         NOT NULL DEFAULT 0,
  -- Rejected rows by reason; counted when the plan is made and when the job is over.
  rejected    jsonb,
  attempts    integer        NOT NULL DEFAULT 0,
  error       text,
  created_at  timestamptz(6) NOT NULL,
  ended_at    timestamptz(6),
  cleaned     boolean        NOT NULL DEFAULT false
);
CREATE INDEX import_job_open ON import_job (created_at, job) WHERE NOT cleaned;

-- A file's rows, copied in as they are read. A row with a reason is rejected, and may lack anything else.
CREATE TABLE import_row (
  job         varchar(64) COLLATE "C" NOT NULL,
  line        bigint NOT NULL,
  order_id    varchar(64) COLLATE "C",
  customer_id varchar(64) COLLATE "C",
  sku         varchar(64) COLLATE "C",
  category    varchar(64),
  channel     varchar(64),
  quantity    integer,
  unit_price  numeric(38, 4),
  at          timestamptz(6),
  field       varchar(64),
  reason      varchar(200)
);
CREATE INDEX import_row_of_order ON import_row (job, order_id);

-- The plan, made in one transaction after the upload: the file's new purchases …
CREATE TABLE import_order (
  job         varchar(64) COLLATE "C" NOT NULL,
  order_id    varchar(64) COLLATE "C" NOT NULL,
  customer_id varchar(64) COLLATE "C" NOT NULL,
  channel     varchar(64),
  total       numeric(38, 4) NOT NULL,
  paid_at     timestamptz(6) NOT NULL,
  line_count  bigint         NOT NULL,
  PRIMARY KEY (job, order_id)
);
-- … its new credit notes …
CREATE TABLE import_note (
  job         varchar(64) COLLATE "C" NOT NULL,
  note_id     varchar(64) COLLATE "C" NOT NULL,
  customer_id varchar(64) COLLATE "C" NOT NULL,
  noted_at    timestamptz(6) NOT NULL,
  PRIMARY KEY (job, note_id)
);
-- … what each returned line took from which purchase line …
CREATE TABLE import_match (
  job         varchar(64) COLLATE "C" NOT NULL,
  note_id     varchar(64) COLLATE "C" NOT NULL,
  line        bigint         NOT NULL,
  order_id    varchar(64) COLLATE "C" NOT NULL,
  position    bigint         NOT NULL,
  quantity    integer        NOT NULL,
  amount      numeric(38, 4) NOT NULL
);
CREATE INDEX import_match_of_refund ON import_match (job, note_id, order_id);
-- … and the facts that follow, in the order in which they are told.
CREATE TABLE import_fact (
  job         varchar(64) COLLATE "C" NOT NULL,
  seq         bigint         NOT NULL,
  order_id    varchar(64) COLLATE "C" NOT NULL,
  note_id     varchar(64) COLLATE "C",
  occurred_at timestamptz(6) NOT NULL,
  amount      numeric(38, 4) NOT NULL,
  PRIMARY KEY (job, seq)
);

CREATE TABLE import_reject (
  job    varchar(64) COLLATE "C" NOT NULL,
  line   bigint       NOT NULL,
  field  varchar(64)  NOT NULL,
  reason varchar(200) NOT NULL,
  PRIMARY KEY (job, line)
);

-- A credit note is matched once: all that were, whatever came of them.
CREATE TABLE credit_note (
  note_id varchar(64) COLLATE "C" PRIMARY KEY,
  job     varchar(64) COLLATE "C" NOT NULL
);
