package io.tierstream.segmentation.persistence;

/**
 * How many customers were in one group first and in another, or the same, later.
 *
 * @param from null for those who were in none
 * @param to likewise
 */
public record GroupMove(String from, String to, long customers) {}
