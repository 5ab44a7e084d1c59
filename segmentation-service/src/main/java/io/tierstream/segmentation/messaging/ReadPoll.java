package io.tierstream.segmentation.messaging;

import io.tierstream.segmentation.application.Intake;
import java.time.Instant;
import java.util.List;

/**
 * What a poll brought, read: a small part of the bytes, headers and buffers that it came in.
 *
 * @param partitions of which it brought something
 * @param count of all records
 */
record ReadPoll(List<OfPartition> partitions, int count) {

  /**
   * @param topic without prefix
   * @param stamp of {@link PollStamps}
   * @param records in the order of their offsets; at least one
   */
  record OfPartition(String topic, int number, int stamp, List<OfRecord> records) {}

  /**
   * @param timestamp of the record
   * @param traceparent the trace that it belongs to; null for none
   */
  record OfRecord(long offset, Instant timestamp, String traceparent, Intake intake) {}
}
