-- 0 while the view is rebuilt: whatever is told next is news.
ALTER TABLE tier_view DROP CONSTRAINT tier_view_sequence_check, ADD CHECK (sequence >= 0);
