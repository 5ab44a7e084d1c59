-- When the owner of a partition number committed that it has heard of a model: from then on it is known there. Null of
-- those it had heard of before this was kept; they count as known from `effective_at`.
ALTER TABLE model_in_force ADD COLUMN recorded_at timestamptz;
