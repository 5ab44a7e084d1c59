/**
 * A real Kafka broker and a real PostgreSQL as child processes, for tests and for the local run;
 * nothing of them outlives the JVM that started them, however that ends.
 */
package io.tierstream.embedded;
