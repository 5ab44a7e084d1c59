-- The view's build that was the last when the row was told.
ALTER TABLE tier_view ADD COLUMN build bigint NOT NULL DEFAULT 0;
