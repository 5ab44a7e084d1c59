package io.tierstream.imports;

/**
 * A row of a file that wasn't taken.
 *
 * @param line of the file on which it starts, from 1
 */
record RejectedLine(long line, Rejection why) {}
