package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Application;

/**
 * An application as it was recorded, and where its fact came from.
 *
 * @param topic of the record that brought it, without prefix; null when it came by itself
 * @param offset of that record; null with {@code topic}
 */
public record SourcedApplication(Application application, String topic, Long offset) {}
