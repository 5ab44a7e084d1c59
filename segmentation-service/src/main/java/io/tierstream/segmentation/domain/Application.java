package io.tierstream.segmentation.domain;

import java.time.Instant;

/**
 * One assessment of a customer, kept so that the history can be folded again exactly.
 *
 * @param ordinal per customer 1, 2, 3 … without gaps
 * @param at the instant assessed
 * @param fact what was taken in; null when time passed
 * @param supersedes the ordinal of the application that brought the version known until then; null
 *     when there was none
 */
public record Application(long ordinal, Instant at, Cause cause, Fact fact, Long supersedes) {}
