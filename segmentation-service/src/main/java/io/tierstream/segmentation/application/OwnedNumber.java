package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.persistence.Claim;
import io.tierstream.segmentation.persistence.Ownerships;
import io.tierstream.segmentation.persistence.Publication;
import io.tierstream.segmentation.persistence.StoredCustomer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A partition number in one ownership of it, from taking it until losing it: what its owner knows
 * of positions, imports, customers and publications, always as of the last commit. Taken anew it is
 * another object, so nothing known survives a loss. Used by one thread at a time, but for what is
 * marked volatile or concurrent, and what is unsent.
 */
public final class OwnedNumber {

  /** A customer takes as much room as so many facts, beside its own. */
  private static final long CUSTOMER = 5;

  private final int number;
  private final long epoch;
  private final int stamp;
  private final long cachedFacts;
  private final Map<String, Long> positions;
  private final Map<String, Instant> timestamps;
  private final Map<String, Instant> caughtUpAt = new ConcurrentHashMap<>();
  private ImportJobs imports;
  private ModelTimeline models;
  private final Map<RateKey, BigDecimal> rates;
  private final LinkedHashMap<String, StoredCustomer> customers =
      new LinkedHashMap<>(16, 0.75f, true);
  private final Unsent unsent;
  private long facts;
  private long lastSeq;
  private volatile long marked;
  private volatile boolean lost;

  /**
   * @param stamp of what is polled from now on; records with an older one are dropped
   * @param cachedFacts how many facts of customers to keep in memory; a customer counts as five
   */
  public OwnedNumber(Ownerships.Taken taken, int stamp, long cachedFacts) {
    this.number = taken.number();
    this.epoch = taken.epoch();
    this.stamp = stamp;
    this.cachedFacts = cachedFacts;
    this.positions = new ConcurrentHashMap<>(taken.positions());
    this.timestamps = new ConcurrentHashMap<>(taken.timestamps());
    this.imports = ImportJobs.of(taken.jobs());
    var timeline = ModelTimeline.of(ScoringModel.standard());
    for (var one : taken.models()) {
      timeline = timeline.with(one.model(), one.from());
    }
    this.models = timeline;
    this.rates = new HashMap<>(taken.rates());
    var unmarked = taken.unmarked();
    this.unsent = new Unsent(taken.published(), unmarked);
    this.marked = taken.published();
    this.lastSeq = unmarked.isEmpty() ? taken.published() : unmarked.get(unmarked.size() - 1).seq();
  }

  public int number() {
    return number;
  }

  /** Of this ownership. */
  public long epoch() {
    return epoch;
  }

  public int stamp() {
    return stamp;
  }

  /** Once lost nothing of it may be written or published any more. */
  public boolean isLost() {
    return lost;
  }

  public void lose() {
    lost = true;
  }

  /** The next offset to fold, by topic without prefix; safe from any thread. */
  public long position(String topic) {
    return positions.getOrDefault(topic, 0L);
  }

  /** The latest timestamp of a folded record of {@code topic}; null when there is none. */
  Instant timestamp(String topic) {
    return timestamps.get(topic);
  }

  ImportJobs imports() {
    return imports;
  }

  /** The scoring models that were heard of here. */
  ModelTimeline models() {
    return models;
  }

  /** The rate that was heard of here; null when none was. */
  BigDecimal rate(RateKey key) {
    return rates.get(key);
  }

  StoredCustomer cached(String customerId) {
    return customers.get(customerId);
  }

  long lastSeq() {
    return lastSeq;
  }

  /** What a commit claims for this number now. */
  public Claim claim() {
    return new Claim(number, epoch, marked, unsent.acknowledged());
  }

  /** Committed records that the broker hasn't acknowledged, in order; safe from any thread. */
  public List<Publication> unsent() {
    return unsent.all();
  }

  /** How many those are; safe from any thread. */
  public int unsentCount() {
    return unsent.size();
  }

  /** The broker has acknowledged everything up to {@code seq}; safe from any thread. */
  public void acknowledged(long seq) {
    unsent.acknowledge(seq);
  }

  /** Whether acknowledged publications still have to be marked in the database. */
  public boolean isUnmarked() {
    return marked < unsent.acknowledged();
  }

  /** A commit with {@code claim} is through. */
  public void committed(Claim claim) {
    marked = Math.max(marked, claim.published());
  }

  public boolean isImporting() {
    return imports.isOneOpen();
  }

  /** {@code topic} was folded up to its end as of {@code askedAt}. */
  public void caughtUp(String topic, Instant askedAt) {
    caughtUpAt.put(topic, askedAt);
  }

  /**
   * The instant up to which time may pass here: every fact recorded before it has been folded. Null
   * while one of the topics has neither been folded from nor found empty.
   *
   * @param margin how late a record may become visible
   */
  public Instant lowWaterMark(Duration margin) {
    Instant least = null;
    for (var topic : positions.keySet()) {
      var known = later(timestamps.get(topic), caughtUpAt.get(topic), margin);
      if (known == null) {
        return null;
      }
      least = least == null || known.isBefore(least) ? known : least;
    }
    return least;
  }

  private static Instant later(Instant folded, Instant caughtUp, Duration margin) {
    var seen = caughtUp == null ? null : caughtUp.minus(margin);
    if (folded == null || seen == null) {
      return folded == null ? seen : folded;
    }
    return folded.isAfter(seen) ? folded : seen;
  }

  /** Takes over what a commit has written. */
  void adopt(
      Map<String, Long> newPositions,
      Map<String, Instant> newTimestamps,
      ImportJobs newImports,
      ModelTimeline newModels,
      Map<RateKey, BigDecimal> newRates,
      Map<String, StoredCustomer> written,
      List<Publication> publications) {
    positions.putAll(newPositions);
    timestamps.putAll(newTimestamps);
    imports = newImports;
    models = newModels;
    rates.putAll(newRates);
    written.forEach(this::cache);
    if (!publications.isEmpty()) {
      unsent.add(publications);
      lastSeq = publications.get(publications.size() - 1).seq();
    }
  }

  private void cache(String customerId, StoredCustomer customer) {
    var before = customers.put(customerId, customer);
    facts += size(customer) - (before == null ? 0 : size(before));
    var eldest = customers.values().iterator();
    while (facts > cachedFacts && customers.size() > 1) {
      facts -= size(eldest.next());
      eldest.remove();
    }
  }

  private static long size(StoredCustomer customer) {
    return CUSTOMER + customer.standing().facts().size();
  }
}
