/** An endpoint that reads one row by its key and writes it as JSON: the least that a read costs. */
package io.tierstream.benchmark.bare;
