/**
 * How soon the whole system serves on one machine, and what it takes while nobody asks for much.
 */
package io.tierstream.benchmark.start;
