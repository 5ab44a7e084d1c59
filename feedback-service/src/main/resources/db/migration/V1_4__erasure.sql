-- Who was erased: nothing more is taken of them.
CREATE TABLE erased_customer (
  customer_id varchar(64) COLLATE "C" PRIMARY KEY,
  erased_at   timestamptz(6) NOT NULL
);

-- Answers that were kept before they said whom they are about.
UPDATE idempotent_answer SET subject = body::json ->> 'customerId'
WHERE subject IS NULL AND status BETWEEN 200 AND 299 AND media_type LIKE 'application/json%';
