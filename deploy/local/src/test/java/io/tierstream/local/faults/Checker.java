package io.tierstream.local.faults;

import io.tierstream.local.Service;
import io.tierstream.local.faults.Content.FeedbackContent;
import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.local.faults.Content.PinContent;
import io.tierstream.local.faults.CustomerCheck.Everybody;
import io.tierstream.local.faults.CustomerCheck.Stored;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Recorded.ApplicationRow;
import io.tierstream.local.faults.Recorded.ChangeRow;
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
    private Views views;

    private Pass(Logs logs, long began, Instant askedAt) {
      this.logs = logs;
      this.began = began;
      this.askedAt = askedAt;
    }

    private CheckReport check(List<String> unrest) throws Exception {
      unrest.forEach(
          one -> findings.add(new Finding(Part.REST, null, "after the wait", "rest", one)));
      findings.addAll(said.findings);
      var topics = TopicFacts.read(logs, said, prefix, findings);
      var published = TopicChanges.read(logs, prefix, findings);
      var letters = Letters.read(logs, said, prefix, findings);
      rates(topics);
      var tables = tables();
      views = Views.read(target, prefix);
      long parked;
      try (var connection = target.connect(Service.SEGMENTATION)) {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        var everybody = everybody(connection, topics, letters);
        parked = everybody.parked().size();
        findMerged(everybody, topics);
        customers(connection, everybody, topics, published, tables);
        everybody
            .unfoldable()
            .forEach(place -> find(Part.LETTERS, "letter of " + place, "a foreign order", "none"));
        everybody
            .parked()
            .forEach(place -> find(Part.LETTERS, "parked " + place, "a foreign order", "none"));
      }
      tables.forEach(
          (topic, rows) ->
              rows.forEach(
                  (id, row) ->
                      findings.add(
                          new Finding(
                              Part.STATE,
                              row.customerId(),
                              topic + " " + id,
                              "nothing, as on the topic",
                              row.text()))));
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

    private void rates(TopicFacts topics) {
      int partitions = logs.partitions("segmentation-inputs").size();
      said.rates.forEach(
          (id, rate) -> {
            var told = topics.rates.getOrDefault(id, Map.of());
            boolean isOnceEverywhere =
                told.size() == partitions
                    && told.values().stream()
                        .allMatch(
                            events ->
                                events.size() == 1
                                    && new BigDecimal(events.values().iterator().next())
                                            .compareTo(new BigDecimal(rate))
                                        == 0);
            if (!isOnceEverywhere) {
              find(Part.FACTS, "rate " + id, rate + " in every partition", told.toString());
            }
          });
    }

    private Everybody everybody(Connection connection, TopicFacts topics, Letters letters)
        throws SQLException {
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

    private void customers(
        Connection connection,
        Everybody everybody,
        TopicFacts topics,
        TopicChanges published,
        Map<String, Map<String, Stored>> tables)
        throws SQLException {
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
          var check =
              new CustomerCheck(
                  everybody,
                  customerId,
                  said.facts.getOrDefault(customerId, Map.of()),
                  topics.byCustomer.getOrDefault(customerId, List.of()),
                  findings);
          var standing = standings.of(customerId);
          customer(
              check,
              everybody,
              topics,
              customerId,
              standing.isEmpty() ? null : standing.get(0),
              applications.of(customerId),
              changes.of(customerId),
              published,
              tables);
          if (customers % step == 0 && !standing.isEmpty()) {
            new Answers(target, findings)
                .check(customerId, standing.get(0), check.facts().values());
          }
          customers++;
        }
      }
    }

    private void customer(
        CustomerCheck check,
        Everybody everybody,
        TopicFacts topics,
        String customerId,
        StandingRow standing,
        List<ApplicationRow> applications,
        List<ChangeRow> changes,
        TopicChanges published,
        Map<String, Map<String, Stored>> tables) {
      check.topics();
      check.stored(tables);
      facts += check.facts().size();
      repeats += check.repeats();
      indeterminate +=
          said.facts.getOrDefault(customerId, Map.of()).values().stream()
              .filter(wanted -> !wanted.isCertain())
              .count();
      tierChanges += changes.size();
      timeCaused += applications.stream().filter(row -> row.offset() == null).count();
      check.published(
          changes,
          published.changes.getOrDefault(customerId, List.of()),
          standing,
          published.segments.get(customerId),
          published.isErased(customerId));
      check.attributes(standing);
      var last = changes.isEmpty() ? null : changes.get(changes.size() - 1);
      if (!check.countsForItself()
          || merged.containsKey(customerId)
          || applications.stream().anyMatch(ApplicationRow::isBond)) {
        bound++;
        check.ignoreLetters();
        check.form(applications, changes, standing);
        views.checkBound(customerId, last, check, findings);
        if (!check.countsForItself()) {
          check.noFigures(standing);
          return;
        }
        var all = check.known();
        for (var part : merged.getOrDefault(customerId, List.of())) {
          all.addAll(unchecked(part, everybody, topics).known());
        }
        check.figures(all, standing);
        return;
      }
      check.figures(check.known(), standing);
      check.path(
          applications, changes, standing, published.risks.getOrDefault(customerId, List.of()));
      views.check(customerId, last, published.segments.get(customerId), check, findings);
    }

    /** Who is merged into whom. */
    private void findMerged(Everybody everybody, TopicFacts topics) {
      for (var customerId : topics.merged) {
        var survivor = unchecked(customerId, everybody, topics).mergedInto();
        if (survivor != null) {
          merged.computeIfAbsent(survivor, one -> new ArrayList<>()).add(customerId);
        }
      }
    }

    private CustomerCheck unchecked(String customerId, Everybody everybody, TopicFacts topics) {
      var check =
          new CustomerCheck(
              everybody,
              customerId,
              said.facts.getOrDefault(customerId, Map.of()),
              topics.byCustomer.getOrDefault(customerId, List.of()),
              new ArrayList<>());
      check.topics();
      return check;
    }

    private Map<String, Map<String, Stored>> tables() throws SQLException {
      var tables = new HashMap<String, Map<String, Stored>>();
      try (var connection = target.connect(Service.ORDER)) {
        tables.put(
            "orders",
            Rows.byId(
                connection,
                row ->
                    new Stored(
                        row.getString("customer_id"),
                        row.getLong("version"),
                        row.getString("status"),
                        new OrderContent(
                            row.getString("customer_id"),
                            row.getString("status"),
                            row.getString("currency"),
                            Content.exact(row.getBigDecimal("total")),
                            Content.exact(row.getBigDecimal("refunded")),
                            Rows.instant(row, "placed_at"),
                            Rows.instant(row, "paid_at"),
                            null)),
                "SELECT * FROM orders WHERE starts_with(customer_id, ?)",
                prefix));
      }
      try (var connection = target.connect(Service.FEEDBACK)) {
        tables.put(
            "feedback",
            Rows.byId(
                connection,
                row ->
                    new Stored(
                        row.getString("customer_id"),
                        row.getLong("version"),
                        row.getString("status"),
                        new FeedbackContent(
                            row.getString("customer_id"),
                            row.getString("kind"),
                            row.getString("status"),
                            Content.exact(row.getBigDecimal("rating")),
                            Rows.score(row, "nps"),
                            Content.exact(row.getBigDecimal("resolution_rating")),
                            row.getString("order_id"),
                            Rows.instant(row, "received_at"),
                            Rows.instant(row, "resolved_at"))),
                "SELECT * FROM feedback WHERE starts_with(customer_id, ?)",
                prefix));
      }
      try (var connection = target.connect(Service.CUSTOMER)) {
        tables.put(
            "customers",
            Rows.byId(
                connection,
                row ->
                    new Stored(
                        row.getString(1), row.getLong("version"), row.getString("status"), null),
                "SELECT customer_id, version, status FROM customer"
                    + " WHERE version > 0 AND starts_with(customer_id, ?)",
                prefix));
      }
      try (var connection = target.connect(Service.SEGMENTATION)) {
        tables.put(
            "segmentation-inputs",
            Rows.byId(
                connection,
                row ->
                    new Stored(
                        row.getString(1),
                        row.getLong("version"),
                        "",
                        new PinContent(
                            row.getString("tier") == null ? PinContent.REMOVED : PinContent.SET,
                            row.getString("tier"),
                            Rows.instant(row, "until"))),
                "SELECT DISTINCT ON (customer_id) customer_id, version, tier, until FROM pin"
                    + " WHERE starts_with(customer_id, ?) ORDER BY customer_id, version DESC",
                prefix));
      }
      return tables;
    }
  }
}
