-- Of who is erased, the id, a version and an instant stay, so that nothing that comes late brings anybody back.
ALTER TABLE customer
  ADD COLUMN erased_at timestamptz(6),
  DROP CONSTRAINT customer_status_known,
  ADD CONSTRAINT customer_status_known CHECK (status IN ('PROVISIONAL', 'REGISTERED', 'MERGED', 'ERASED')),
  ADD CONSTRAINT customer_erased CHECK (
    (status = 'ERASED') = (erased_at IS NOT NULL)
    AND (status <> 'ERASED'
      OR num_nonnulls(name, phone, email, notes, region, city, city_tier, birth_year, gender, industry, channel,
           registered_at, merged_into, survivor) = 0
         AND name_key = '' AND preferences = '{}' AND tags = '{}'));

-- Answers that were kept before they said whom they are about.
UPDATE idempotent_answer SET subject = body::json ->> 'customerId'
WHERE subject IS NULL AND status BETWEEN 200 AND 299 AND media_type LIKE 'application/json%';
