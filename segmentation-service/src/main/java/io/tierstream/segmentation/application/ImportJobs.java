package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.BackfillJobs;
import io.tierstream.segmentation.persistence.ImportJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The imports that a partition number has seen, by topic and job: two services may call a job the
 * same.
 */
final class ImportJobs implements BackfillJobs {

  private final Map<Key, ImportJob> jobs = new HashMap<>();

  /** By job; mostly one. */
  private final Map<String, List<Key>> keys = new HashMap<>();

  private final Set<Key> changed = new LinkedHashSet<>();
  private int open;

  private record Key(String topic, String job) {}

  private ImportJobs() {}

  static ImportJobs of(Collection<ImportJob> jobs) {
    var imports = new ImportJobs();
    jobs.forEach(imports::put);
    return imports;
  }

  /** To go on from, with nothing changed yet. */
  ImportJobs copy() {
    return of(jobs.values());
  }

  private void put(ImportJob job) {
    var key = new Key(job.topic(), job.job());
    var before = jobs.put(key, job);
    if (before == null) {
      keys.computeIfAbsent(job.job(), id -> new ArrayList<>(1)).add(key);
    }
    open += (isOpen(job) ? 1 : 0) - (before != null && isOpen(before) ? 1 : 0);
  }

  private static boolean isOpen(ImportJob job) {
    return job.endedAt() == null;
  }

  void started(String topic, String job, Instant at) {
    var key = new Key(topic, job);
    if (!jobs.containsKey(key)) {
      put(new ImportJob(topic, job, at, null));
      changed.add(key);
    }
  }

  /** The first end counts; a job whose start was never seen has ended all the same. */
  void ended(String topic, String job, Instant at) {
    var key = new Key(topic, job);
    var known = jobs.get(key);
    if (known == null || isOpen(known)) {
      put(new ImportJob(topic, job, known == null ? at : known.startedAt(), at));
      changed.add(key);
    }
  }

  /** Those that were started or ended since the copy was made. */
  List<ImportJob> changed() {
    return changed.stream().map(jobs::get).toList();
  }

  boolean isOneOpen() {
    return open > 0;
  }

  @Override
  public Instant endOf(String job) {
    var latest = Instant.MIN;
    for (var key : keys.getOrDefault(job, List.of())) {
      var known = jobs.get(key);
      if (isOpen(known)) {
        return Instant.MAX;
      }
      latest = known.endedAt().isAfter(latest) ? known.endedAt() : latest;
    }
    return keys.containsKey(job) ? latest : Instant.MAX;
  }
}
