package io.tierstream.local.faults;

import io.tierstream.local.Service;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Recorded.ApplicationRow;
import io.tierstream.local.faults.Recorded.ChangeRow;
import io.tierstream.local.faults.Recorded.CustomerRows;
import io.tierstream.local.faults.Recorded.StandingRow;
import io.tierstream.segmentation.domain.ScoringModel;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Holds a system at rest against a ledger: topics, tables and answers say what was asked for and
 * acknowledged, and follow from it by the oracle. Of the system's own code it uses what holds data.
 */
public final class Checker {

  /** The topics that segmentation-service folds. */
  static final List<String> INPUTS =
      List.of("customers", "orders", "feedback", "segmentation-inputs");

  /** What the other services read. */
  static final Map<Service, List<String>> SUBSCRIBED =
      Map.of(
          Service.CUSTOMER, List.of("customer-segments", "orders", "segmentation-inputs"),
          Service.ORDER, List.of("tier-changes", "customers"),
          Service.FEEDBACK, List.of("tier-changes", "customers"));

  private static final int ATTEMPTS = 5;
  private static final int SAMPLE = 12;

  private final Target target;
  private final Path ledger;
  private final String prefix;
  private final String baseCurrency;

  /**
   * @param prefix of the ids of those whom the ledger is about; empty when that's everybody
   */
  public Checker(Target target, Path ledger, String prefix, String baseCurrency) {
    this.target = target;
    this.ledger = ledger;
    this.prefix = prefix;
    this.baseCurrency = baseCurrency;
  }

  /**
   * Waits for rest, and checks.
   *
   * @param patience how long to wait for rest; what doesn't rest by then is found, and the rest
   *     checked all the same
   */
  public CheckReport check(Duration patience) throws Exception {
    try (var logs = new Logs(target.bootstrapServers())) {
      var quiescence = new Quiescence(target, logs);
      CheckReport report = null;
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        var began = System.nanoTime();
        var askedAt = target.clock().get();
        var unrest = quiescence.await(askedAt, patience);
        var stamp = quiescence.stamp();
        report = new Pass(logs, began, askedAt).check(unrest);
        // Time may have moved somebody meanwhile.
        if (!unrest.isEmpty() || report.isGreen() || stamp.equals(quiescence.stamp())) {
          return report;
        }
      }
      return report;
    }
  }

  /** Looks at everything once. */
  private final class Pass {
    private final Logs logs;
    private final long began;
    private final Instant askedAt;
    private final List<Finding> findings = new ArrayList<>();
    private final Said said = Said.in(ledger);
    private int customers;
    private int bound;
    private long facts;
    private long indeterminate;
    private long tierChanges;
    private long timeCaused;
    private long repeats;
    private final Map<String, List<String>> merged = new HashMap<>();
    private final int partitions;
    private TopicFacts topics;
    private TopicChanges published;
    private Stored stored;
    private Views views;
    private Everybody everybody;

    private Pass(Logs logs, long began, Instant askedAt) {
      this.logs = logs;
      this.partitions = logs.partitions("segmentation-inputs").size();
      this.began = began;
      this.askedAt = askedAt;
    }

    private CheckReport check(List<String> unrest) throws Exception {
      unrest.forEach(
          one -> findings.add(new Finding(Part.REST, null, "after the wait", "rest", one)));
      findings.addAll(said.findings);
      topics = TopicFacts.read(logs, said, prefix, findings);
      published = TopicChanges.read(logs, prefix, findings);
      var letters = Letters.read(logs, said, prefix, findings);
      checkRates();
      checkModels();
      stored = Stored.read(target, prefix);
      views = Views.read(target, prefix);
      long parked;
      try (var connection = target.connect(Service.SEGMENTATION)) {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        everybody = everybody(connection, letters);
        parked = everybody.parked().size();
        findMerged();
        checkCustomers(connection);
        everybody
            .unfoldable()
            .forEach(place -> find(Part.LETTERS, "letter of " + place, "a foreign order", "none"));
        everybody
            .parked()
            .forEach(place -> find(Part.LETTERS, "parked " + place, "a foreign order", "none"));
      }
      findings.addAll(stored.leftovers());
      findings.addAll(views.leftovers());
      return new CheckReport(
          List.copyOf(findings),
          customers,
          bound,
          facts,
          indeterminate,
          tierChanges,
          timeCaused,
          parked,
          said.poison.size(),
          repeats + published.repeats + letters.repeats,
          published.repeats + letters.repeats,
          Duration.ofNanos(System.nanoTime() - began));
    }

    private void find(Part part, String what, String expected, String found) {
      findings.add(new Finding(part, null, what, expected, found));
    }

    private void checkRates() {
      said.rates.forEach(
          (id, rate) -> {
            var told = topics.rates.getOrDefault(id, Map.of());
            if (!isOnceEverywhere(
                told, one -> new BigDecimal(one).compareTo(new BigDecimal(rate)) == 0)) {
              find(Part.FACTS, "rate " + id, rate + " in every partition", told.toString());
            }
          });
    }

    private void checkModels() {
      var numbers = new TreeSet<>(topics.publications.keySet());
      numbers.addAll(said.models.keySet());
      for (var number : numbers) {
        var told = topics.publications.getOrDefault(number, Map.of());
        var any =
            told.values().stream().flatMap(one -> one.values().stream()).findFirst().orElse(null);
        // Others' models aren't in this ledger.
        var asked = said.models.getOrDefault(number, any);
        if (!isOnceEverywhere(
            told,
            one ->
                one.equals(any)
                    && one.get("definition").equals(asked.get("definition"))
                    && one.get("effectiveAt").equals(asked.get("effectiveAt")))) {
          find(Part.FACTS, "model " + number, asked + " in every partition", told.toString());
        }
      }
    }

    private <T> boolean isOnceEverywhere(
        Map<Integer, Map<String, T>> told, Predicate<T> isExpected) {
      return told.size() == partitions
          && told.values().stream()
              .allMatch(
                  events ->
                      events.size() == 1 && isExpected.test(events.values().iterator().next()));
    }

    private Everybody everybody(Connection connection, Letters letters) throws SQLException {
      var rates = new HashMap<String, BigDecimal>();
      topics.rates.forEach(
          (id, told) ->
              rates.put(
                  id, new BigDecimal(told.values().iterator().next().values().iterator().next())));
      var models = new TreeMap<>(topics.models);
      models.put(1, new TopicFacts.Published(ScoringModel.standard(), Instant.MIN));
      Set<String> parked =
          new HashSet<>(
              Rows.all(
                  connection,
                  row -> "%s-%d@%d".formatted(row.getString(1), row.getInt(2), row.getLong(3)),
                  "SELECT topic, partition, source_offset FROM parked"
                      + " WHERE starts_with(convert_from(key, 'UTF8'), ?)",
                  prefix));
      return new Everybody(
          baseCurrency, rates, models, topics.jobs, letters.withoutRate, parked, askedAt);
    }

    private void checkCustomers(Connection connection) throws SQLException {
      var known = new TreeSet<>(said.facts.keySet());
      known.addAll(topics.byCustomer.keySet());
      known.addAll(published.changes.keySet());
      known.addAll(published.segments.keySet());
      int step = Math.max(1, known.size() / SAMPLE);
      try (var standings =
              new Rows.ByCustomer<>(connection, StandingRow::of, StandingRow.SELECT, prefix);
          var applications =
              new Rows.ByCustomer<>(connection, ApplicationRow::of, ApplicationRow.SELECT, prefix);
          var changes =
              new Rows.ByCustomer<>(connection, ChangeRow::of, ChangeRow.SELECT, prefix)) {
        while (true) {
          var customerId =
              Stream.of(
                      known.isEmpty() ? null : known.first(),
                      standings.next(),
                      applications.next(),
                      changes.next())
                  .filter(Objects::nonNull)
                  .min(String::compareTo)
                  .orElse(null);
          if (customerId == null) {
            return;
          }
          known.remove(customerId);
          var found = new CustomerFindings(customerId, findings);
          var customer = facts(found);
          var standing = standings.of(customerId);
          var rows =
              new CustomerRows(
                  standing.isEmpty() ? null : standing.get(0),
                  applications.of(customerId),
                  changes.of(customerId));
          checkCustomer(customer, rows, found);
          if (customers % step == 0 && rows.standing() != null) {
            new Answers(target, findings)
                .check(customerId, rows.standing(), customer.facts().values());
          }
          customers++;
        }
      }
    }

    private void checkCustomer(CustomerFacts customer, CustomerRows rows, CustomerFindings found) {
      var customerId = found.customerId();
      customer.checkStored(stored);
      facts += customer.facts().size();
      repeats += customer.repeats();
      indeterminate += customer.indeterminate();
      tierChanges += rows.changes().size();
      timeCaused += rows.applications().stream().filter(row -> row.offset() == null).count();
      var standing = new CustomerStanding(everybody, customer, rows, found);
      standing.checkPublished(published);
      standing.checkAttributes();
      views.check(customer, rows.lastChange(), published.segments.get(customerId), found);
      var path = new CustomerPath(everybody, customer, rows, found);
      if (!customer.countsForItself() || merged.containsKey(customerId) || rows.hasBond()) {
        bound++;
        path.checkForm();
        if (customer.countsForItself()) {
          var all = customer.known();
          for (var part : merged.getOrDefault(customerId, List.of())) {
            all.addAll(unchecked(part).known());
          }
          standing.checkFigures(all);
        } else {
          standing.checkNoFigures();
        }
      } else {
        standing.checkFigures(customer.known());
        path.check(published.risks.getOrDefault(customerId, List.of()));
      }
    }

    /** Who is merged into whom. */
    private void findMerged() {
      for (var customerId : topics.merged) {
        var survivor = unchecked(customerId).mergedInto();
        if (survivor != null) {
          merged.computeIfAbsent(survivor, one -> new ArrayList<>()).add(customerId);
        }
      }
    }

    private CustomerFacts unchecked(String customerId) {
      return facts(new CustomerFindings(customerId, new ArrayList<>()));
    }

    private CustomerFacts facts(CustomerFindings found) {
      return CustomerFacts.of(
          everybody,
          said.facts.getOrDefault(found.customerId(), Map.of()),
          topics.byCustomer.getOrDefault(found.customerId(), List.of()),
          found);
    }
  }
}
