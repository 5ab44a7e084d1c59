package io.tierstream.local.replay;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What a partition of a compacted topic says of some keys: a replayed record becomes the last of
 * its key, so there must be none that it would hide.
 */
final class CompactedPartition {
  private final PartitionReader committed;
  private final PartitionReader all;
  private final TopicPartition partition;
  private final Set<ByteBuffer> keys;
  private final Map<ByteBuffer, Long> last = new HashMap<>();
  private final Map<ByteBuffer, Long> lastErasure = new HashMap<>();
  private final Set<Long> ours = new HashSet<>();
  private long position;

  /**
   * @param keys those that will be asked for
   */
  CompactedPartition(
      PartitionReader committed,
      PartitionReader all,
      TopicPartition partition,
      Set<ByteBuffer> keys) {
    this.committed = committed;
    this.all = all;
    this.partition = partition;
    this.keys = keys;
  }

  /** Reads what was committed since. */
  void catchUp() {
    long end = committed.end(partition);
    committed.read(partition, position, end, this::take);
    position = end;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || !keys.contains(ByteBuffer.wrap(record.key()))) {
      return;
    }
    var key = ByteBuffer.wrap(record.key());
    last.put(key, record.offset());
    if (Letter.isErasure(record)) {
      lastErasure.put(key, record.offset());
    }
  }

  /** Why {@code letter} must be left, as far as this has caught up; null when it needn't be. */
  Left left(Letter letter) {
    var key = letter.key();
    if (key == null) {
      return Left.WITHOUT_KEY;
    }
    if (letter.isErasure()) {
      // Nothing but another erasure says as much.
      return lastErasure.getOrDefault(key, -1L) > letter.originOffset() ? Left.SUPERSEDED : null;
    }
    if (lastErasure.containsKey(key)) {
      return Left.ERASED;
    }
    return last.getOrDefault(key, -1L) > letter.originOffset() ? Left.SUPERSEDED : null;
  }

  /**
   * Whether others have put something of these keys, committed or not, between what this has caught
   * up with and what we have just put there ourselves.
   *
   * @param sent the offset of each letter that was just put on the partition
   */
  boolean isOvertaken(Map<Letter, Long> sent) {
    var offsets = new HashMap<ByteBuffer, Long>();
    sent.forEach(
        (letter, offset) -> {
          offsets.put(letter.key(), offset);
          ours.add(offset);
        });
    long end = sent.values().stream().mapToLong(offset -> offset).max().orElse(0);
    var overtaking = new HashSet<Long>();
    all.read(
        partition,
        position,
        end,
        record -> {
          var own = record.key() == null ? null : offsets.get(ByteBuffer.wrap(record.key()));
          if (own != null && record.offset() < own && !ours.contains(record.offset())) {
            overtaking.add(record.offset());
          }
        });
    return !overtaking.isEmpty();
  }
}
