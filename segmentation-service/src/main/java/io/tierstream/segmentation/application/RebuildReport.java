package io.tierstream.segmentation.application;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a rebuild has found. */
public final class RebuildReport {

  /** So many differences are told one by one. */
  private static final int TOLD = 50;

  private final Map<String, EnumMap<Fate, Long>> fates = new TreeMap<>();
  private final Map<String, Long> applications = new TreeMap<>();
  private final Map<String, Long> removed = new TreeMap<>();
  private final List<Difference> told = new ArrayList<>();
  private long differences;
  private long customers;
  private long byThemselves;
  private long tierChanges;
  private long differing;
  private long mended;
  private long nobodys;
  private byte[] live = {};
  private byte[] rebuilt = {};

  void count(String topic, Fate fate) {
    fates.computeIfAbsent(topic, name -> new EnumMap<>(Fate.class)).merge(fate, 1L, Long::sum);
  }

  /** Null: by itself. */
  void countApplication(String topic) {
    if (topic == null) {
      byThemselves++;
    } else {
      applications.merge(topic, 1L, Long::sum);
    }
  }

  void countRemoved(String topic) {
    removed.merge(topic, 1L, Long::sum);
  }

  void customer(long changes, List<Difference> found) {
    customers++;
    tierChanges += changes;
    if (!found.isEmpty()) {
      differing++;
    }
    found.forEach(this::tell);
  }

  /** Something that is no known customer's. */
  void nobodys(Difference difference) {
    nobodys++;
    tell(difference);
  }

  private void tell(Difference difference) {
    differences++;
    if (told.size() < TOLD) {
      told.add(difference);
    }
  }

  void mended(int more) {
    mended += more;
  }

  void hashes(byte[] ofTheLive, byte[] ofTheRebuilt) {
    live = ofTheLive.clone();
    rebuilt = ofTheRebuilt.clone();
  }

  /** What has become of the records up to the positions, by topic. */
  public Map<String, Map<Fate, Long>> fates() {
    return Map.copyOf(fates);
  }

  /** How many records of a topic have become this. */
  public long count(Fate fate, String topic) {
    var ofTopic = fates.get(topic);
    return ofTopic == null ? 0 : ofTopic.getOrDefault(fate, 0L);
  }

  /** How many records of the topics nothing became of. */
  public long unaccounted() {
    return fates.keySet().stream().mapToLong(topic -> count(Fate.UNACCOUNTED, topic)).sum();
  }

  /** Applications of the facts of a topic. */
  public long applications(String topic) {
    return applications.getOrDefault(topic, 0L);
  }

  /** Applications that came by themselves. */
  public long applicationsByThemselves() {
    return byThemselves;
  }

  /**
   * How much was taken from the tables, as its records are no longer on the topic: applications, or
   * customers' attributes.
   */
  public long removed(String topic) {
    return removed.getOrDefault(topic, 0L);
  }

  public long customers() {
    return customers;
  }

  /** How many of them have something otherwise. */
  public long differing() {
    return differing;
  }

  public long tierChanges() {
    return tierChanges;
  }

  /** How many differences there are. */
  public long differences() {
    return differences;
  }

  /** The first of them. */
  public List<Difference> told() {
    return List.copyOf(told);
  }

  /** How many standings were replaced, or had been set right meanwhile by their owners. */
  public long mended() {
    return mended;
  }

  /** SHA-256 over all standings and histories as they are stored, but for instants of recording. */
  public String liveHash() {
    return HexFormat.of().formatHex(live);
  }

  /** The same over all as they were rebuilt. */
  public String rebuiltHash() {
    return HexFormat.of().formatHex(rebuilt);
  }

  /** Whether nothing differed. */
  public boolean isEqual() {
    return differences == 0 && unaccounted() == 0 && liveHash().equals(rebuiltHash());
  }

  /** Whether nothing differs any more. */
  public boolean isSettled() {
    return isEqual() || (nobodys == 0 && differing == mended);
  }
}
