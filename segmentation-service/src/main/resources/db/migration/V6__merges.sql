-- Whose standing it is beside the customer's own: merged into whom, which merged ids' facts it has (`from=version`, below
-- zero once they were given back), and the latest instant of those that wait for the last of their parts.
ALTER TABLE standing
  ADD COLUMN merged_into   text COLLATE "C",
  ADD COLUMN merge_version bigint  NOT NULL DEFAULT 0,
  ADD COLUMN erased        boolean NOT NULL DEFAULT false,
  ADD COLUMN sources       text[]  NOT NULL DEFAULT '{}',
  ADD COLUMN gathered_at   timestamptz;

-- `via`: the merged ids through which a fact came, the nearest first; null when it is the customer's own. `assessed` is
-- false of facts that are assessed with others after them. `bond` is what a merge, its end or an erasure did.
ALTER TABLE application
  ADD COLUMN via          text COLLATE "C",
  ADD COLUMN assessed     boolean NOT NULL DEFAULT true,
  ADD COLUMN bond         text,
  ADD COLUMN bond_to      text COLLATE "C",
  ADD COLUMN bond_version bigint;
