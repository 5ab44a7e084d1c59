-- What the first request with an Idempotency-Key was answered; written in the transaction of its effect.
CREATE TABLE idempotent_answer (
  idempotency_key text COLLATE "C" PRIMARY KEY,
  fingerprint     bytea       NOT NULL,  -- of method, address and body
  status          integer,               -- null only inside of the transaction that makes the effect
  location        text,
  entity_tag      text,
  media_type      text,
  body            text,
  expires_at      timestamptz NOT NULL
);
CREATE INDEX idempotent_answer_expiry ON idempotent_answer (expires_at);
