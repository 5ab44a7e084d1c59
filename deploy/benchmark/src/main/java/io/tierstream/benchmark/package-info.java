/** Measurements of a running system, taken from outside. */
package io.tierstream.benchmark;
