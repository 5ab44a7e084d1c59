/**
 * What order-service, as shipped, takes in: orders and payments over REST against what the database
 * can commit, its relay, and its import.
 */
package io.tierstream.benchmark.writes;
