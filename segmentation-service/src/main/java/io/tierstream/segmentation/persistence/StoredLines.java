package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.CustomerAttributes;
import java.time.Instant;
import java.util.SortedMap;

/**
 * All that a stored standing says, line by line by name, so that two of them can be compared: every
 * column but those of the layout, every order and all feedback.
 *
 * @param model that the figures are of; 0 before the first assessment
 * @param asOf null before the first assessment
 * @param lastPurchaseAt null without a qualifying purchase
 */
public record StoredLines(
    long rowVersion,
    int model,
    Instant asOf,
    Instant lastPurchaseAt,
    long attributesVersion,
    CustomerAttributes attributes,
    SortedMap<String, String> lines) {}
