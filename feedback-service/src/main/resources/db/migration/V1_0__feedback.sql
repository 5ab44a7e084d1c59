-- Ids are compared by code point everywhere, in Java as here.
CREATE TABLE feedback (
  feedback_id       varchar(64) COLLATE "C" PRIMARY KEY,
  customer_id       varchar(64) COLLATE "C" NOT NULL,
  version           bigint         NOT NULL CHECK (version > 0),
  -- Counts what a caller can see change, a new priority included; it is the entity tag.
  revision          bigint         NOT NULL CHECK (revision > 0),
  kind              varchar(10)    NOT NULL CHECK (kind IN ('SURVEY', 'REVIEW', 'COMPLAINT', 'SUGGESTION', 'SOCIAL')),
  status            varchar(8)     NOT NULL CHECK (status IN ('RECEIVED', 'OPEN', 'RESOLVED')),
  rating            numeric(5, 4)  CHECK (rating BETWEEN 1 AND 5),
  nps               integer        CHECK (nps BETWEEN 0 AND 10),
  order_id          varchar(64) COLLATE "C",
  channel           varchar(64),
  text              varchar(10000),
  received_at       timestamptz(6) NOT NULL,
  -- Complaints only.
  priority          varchar(6)     CHECK (priority IN ('LOW', 'NORMAL', 'HIGH', 'URGENT')),
  due_at            timestamptz(6),
  -- Resolved complaints only.
  resolved_at       timestamptz(6),
  resolution_rating numeric(5, 4)  CHECK (resolution_rating BETWEEN 1 AND 5),
  note              varchar(10000),
  CHECK ((kind = 'COMPLAINT') = (status <> 'RECEIVED')),
  CHECK ((kind = 'COMPLAINT') = (due_at IS NOT NULL)),
  CHECK ((priority IS NULL) = (due_at IS NULL)),
  CHECK ((status = 'RESOLVED') = (resolved_at IS NOT NULL))
);

-- Each filter has an index that ends as the list is sorted, so that a page costs the same however deep it is and however
-- many rows the filter lets through. README.md has the plans.
CREATE INDEX feedback_by_time     ON feedback (received_at, feedback_id);
CREATE INDEX feedback_of_kind     ON feedback (kind, received_at, feedback_id);
CREATE INDEX feedback_of_status   ON feedback (status, received_at, feedback_id);
CREATE INDEX feedback_of_customer ON feedback (customer_id, received_at, feedback_id);

CREATE INDEX complaint_of_priority            ON feedback (priority, received_at, feedback_id)         WHERE due_at IS NOT NULL;
CREATE INDEX complaint_of_status_and_priority ON feedback (status, priority, received_at, feedback_id) WHERE due_at IS NOT NULL;

CREATE INDEX queue                        ON feedback (due_at, feedback_id)                   WHERE due_at IS NOT NULL;
CREATE INDEX queue_of_status              ON feedback (status, due_at, feedback_id)           WHERE due_at IS NOT NULL;
CREATE INDEX queue_of_priority            ON feedback (priority, due_at, feedback_id)         WHERE due_at IS NOT NULL;
CREATE INDEX queue_of_status_and_priority ON feedback (status, priority, due_at, feedback_id) WHERE due_at IS NOT NULL;
CREATE INDEX queue_of_customer            ON feedback (customer_id, due_at, feedback_id)      WHERE due_at IS NOT NULL;

-- What a change of tier looks for.
CREATE INDEX open_of_customer ON feedback (customer_id) WHERE status = 'OPEN';
