/**
 * The fault kit: links that fail, servers that are killed or halted, disks that are full, and
 * seeded schedules of all that.
 */
package io.tierstream.embedded.faults;
