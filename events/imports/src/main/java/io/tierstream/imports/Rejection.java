package io.tierstream.imports;

/**
 * Why a row of a file isn't taken: the field that is to blame and the reason, short enough to count
 * by.
 */
public record Rejection(String field, String reason) {}
