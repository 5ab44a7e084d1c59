/**
 * What it costs that time passes, and that a history is imported: to the service and to who pays
 * meanwhile.
 */
package io.tierstream.benchmark.time;
