-- A rebuild keeps what it reads in tables of its own session now, which end with it. Until now it kept them in a schema
-- that a rebuild that was killed has left behind, with all that its records say of persons.
DROP SCHEMA IF EXISTS rebuild CASCADE;
