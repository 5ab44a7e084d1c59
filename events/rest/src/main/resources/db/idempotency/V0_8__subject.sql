-- Whom an answer is about, where it is about somebody: when that one is erased, the answer goes, and so does the
-- fingerprint, from which a body could be guessed. The key stays for its time, lest its request be carried out anew.
ALTER TABLE idempotent_answer ADD COLUMN subject text COLLATE "C";
CREATE INDEX idempotent_answer_subject ON idempotent_answer (subject) WHERE subject IS NOT NULL;
