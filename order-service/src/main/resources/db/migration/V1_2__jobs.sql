-- Jobs are kept as by every service that imports: db/imports. What was kept before moves there.
INSERT INTO job (job, phase, parameters, rows, facts, emitted, made, unchanged, rejected, attempts, error,
                 created_at, ended_at, cleaned)
SELECT job, phase, jsonb_build_object('currency', currency), rows, facts, emitted,
       jsonb_build_object('orders', orders, 'refunds', refunds), unchanged, rejected, attempts, error,
       created_at, ended_at, cleaned
FROM import_job;
INSERT INTO job_reject (job, line, field, reason) SELECT job, line, field, reason FROM import_reject;
DROP TABLE import_job, import_reject;
