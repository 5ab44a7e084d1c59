-- Uploads of which rows are kept before all have come, and so before there is a job. Whoever takes one in holds an
-- advisory lock; an upload without has lost who took it in, and is cleaned up.
CREATE TABLE job_upload (
  job varchar(64) COLLATE "C" PRIMARY KEY
);
