-- A file that was taken in, and how far it is.
CREATE TABLE job (
  job         varchar(64) COLLATE "C" PRIMARY KEY,
  phase       varchar(10)    NOT NULL CHECK (phase IN ('STAGED', 'EMITTING', 'COMPLETED', 'FAILED')),
  -- What the upload said beyond the columns, such as the currency.
  parameters  jsonb          NOT NULL,
  rows        bigint         NOT NULL,
  -- Facts in the plan, and how many of them are behind: the job's cursor.
  facts       bigint         NOT NULL DEFAULT 0,
  emitted     bigint         NOT NULL DEFAULT 0,
  -- What came of it, by what the service counts.
  made        jsonb          NOT NULL DEFAULT '{}',
  unchanged   bigint         NOT NULL DEFAULT 0,
  -- Rejected rows by reason; counted when the plan is made and when the job is over.
  rejected    jsonb,
  attempts    integer        NOT NULL DEFAULT 0,
  error       text,
  created_at  timestamptz(6) NOT NULL,
  ended_at    timestamptz(6),
  cleaned     boolean        NOT NULL DEFAULT false
);
CREATE INDEX job_open ON job (created_at, job) WHERE NOT cleaned;

CREATE TABLE job_reject (
  job    varchar(64) COLLATE "C" NOT NULL,
  line   bigint       NOT NULL,
  field  varchar(64)  NOT NULL,
  reason varchar(200) NOT NULL,
  PRIMARY KEY (job, line)
);

-- A file's rows, copied in as they are read, where each is a fact by itself. A row with a reason is rejected and has
-- nothing else.
CREATE TABLE job_row (
  job     varchar(64) COLLATE "C" NOT NULL,
  line    bigint NOT NULL,
  id      varchar(64) COLLATE "C",
  at      timestamptz(6),
  content text,
  field   varchar(64),
  reason  varchar(200)
);
CREATE INDEX job_row_by_line ON job_row (job, line);

-- Which of them are told, in the order in which they are.
CREATE TABLE job_fact (
  job  varchar(64) COLLATE "C" NOT NULL,
  seq  bigint NOT NULL,
  line bigint NOT NULL,
  PRIMARY KEY (job, seq)
);
