/**
 * Where measurements take place: a broker and a database server of their own, generated work, and
 * programs whose use of the machine is watched.
 */
package io.tierstream.benchmark.arena;
