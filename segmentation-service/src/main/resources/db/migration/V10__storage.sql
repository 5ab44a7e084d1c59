-- Bytes that are packed already: trying to compress them costs a page more than all the rest of writing it.
ALTER TABLE standing
  ALTER COLUMN tail     SET STORAGE EXTERNAL,
  ALTER COLUMN feedback SET STORAGE EXTERNAL;
ALTER TABLE ledger_page   ALTER COLUMN orders   SET STORAGE EXTERNAL;
ALTER TABLE feedback_page ALTER COLUMN feedback SET STORAGE EXTERNAL;
-- These are gone in a moment.
ALTER TABLE publication
  ALTER COLUMN headers SET STORAGE EXTERNAL,
  ALTER COLUMN value   SET STORAGE EXTERNAL;
