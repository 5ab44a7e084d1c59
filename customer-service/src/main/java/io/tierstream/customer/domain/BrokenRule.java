package io.tierstream.customer.domain;

/**
 * A field, the rule that it breaks in one word, and the rule in a sentence that goes on after the
 * field's name.
 */
public record BrokenRule(String field, String rule, String message) {}
