package io.tierstream.feedback.application;

import io.tierstream.events.Outbox;
import io.tierstream.events.OutboxRecord;
import io.tierstream.events.Topics;
import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.domain.FeedbackFact;
import io.tierstream.feedback.domain.FeedbackKind;
import io.tierstream.feedback.domain.FeedbackStatus;
import io.tierstream.feedback.domain.Ratings;
import io.tierstream.feedback.domain.ReservedIds;
import io.tierstream.feedback.domain.Urgencies;
import io.tierstream.feedback.messaging.FeedbackEvents;
import io.tierstream.feedback.persistence.ErasedCustomers;
import io.tierstream.feedback.persistence.Feedbacks;
import io.tierstream.feedback.persistence.ImportedFact;
import io.tierstream.feedback.persistence.ImportedFacts;
import io.tierstream.feedback.persistence.Tiers;
import io.tierstream.imports.Cells;
import io.tierstream.imports.FileImport;
import io.tierstream.imports.ImportField;
import io.tierstream.imports.ImportJob;
import io.tierstream.imports.RejectedRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A shop's history of feedback comes true: of each row its receipt, and of a resolved complaint its
 * resolution too, all in the order in which they happened.
 */
@ApplicationScoped
public class ImportFeedback implements FileImport {

  private static final String FEEDBACK = "feedback";
  private static final String RESOLUTIONS = "resolutions";

  private static final ImportField FEEDBACK_ID =
      ImportField.required("feedbackId", "feedbackId", "a feedback id");
  private static final ImportField CUSTOMER_ID =
      ImportField.required("customerId", "customerId", "a customer");
  private static final ImportField KIND = ImportField.required("kind");
  private static final ImportField RATING = ImportField.optional("rating");
  private static final ImportField NPS = ImportField.optional("nps");
  private static final ImportField ORDER_ID = ImportField.optional("orderId");
  private static final ImportField CHANNEL = ImportField.optional("channel");
  private static final ImportField TEXT = ImportField.optional("text");
  private static final ImportField OCCURRED_AT =
      ImportField.required("occurredAt", "date", "a date");
  private static final ImportField RESOLVED_AT =
      ImportField.optional("resolvedAt", "date of resolution");
  private static final ImportField RESOLUTION_RATING =
      ImportField.optional("resolutionRating", "rating of the resolution");

  private static final BigDecimal WORST = new BigDecimal(Ratings.WORST);
  private static final BigDecimal BEST = new BigDecimal(Ratings.BEST);
  private static final String ERASED = "customer erased";
  private static final String OTHER_CONTENT = "feedback known with other content";

  private final ErasedCustomers erasedCustomers;
  private final ImportedFacts facts;
  private final Feedbacks feedbacks;
  private final Tiers tiers;
  private final Urgencies urgencies;
  private final Outbox outbox;
  private final FeedbackEvents events;

  ImportFeedback(
      ErasedCustomers erasedCustomers,
      ImportedFacts facts,
      Feedbacks feedbacks,
      Tiers tiers,
      Urgencies urgencies,
      Outbox outbox,
      FeedbackEvents events) {
    this.erasedCustomers = erasedCustomers;
    this.facts = facts;
    this.feedbacks = feedbacks;
    this.tiers = tiers;
    this.urgencies = urgencies;
    this.outbox = outbox;
    this.events = events;
  }

  @Override
  public String topic() {
    return Topics.FEEDBACK;
  }

  @Override
  public boolean isMarked() {
    return true;
  }

  @Override
  public List<String> counted() {
    return List.of(FEEDBACK, RESOLUTIONS);
  }

  @Override
  public List<ImportField> fields() {
    return List.of(
        FEEDBACK_ID,
        CUSTOMER_ID,
        KIND,
        RATING,
        NPS,
        ORDER_ID,
        CHANNEL,
        TEXT,
        OCCURRED_AT,
        RESOLVED_AT,
        RESOLUTION_RATING);
  }

  @Override
  public String stagingTable() {
    return "import_row";
  }

  @Override
  public List<String> stagingColumns() {
    return List.of(
        "customer_id",
        "feedback_id",
        "kind",
        "rating",
        "nps",
        "order_id",
        "channel",
        "text",
        "received_at",
        "resolved_at",
        "resolution_rating");
  }

  @Override
  public List<?> read(Cells row) throws RejectedRow {
    // who it belongs to comes first: without, nothing else matters
    var customerId = row.id(CUSTOMER_ID);
    var feedbackId = row.id(FEEDBACK_ID, ReservedIds.ALL);
    var kind = row.oneOf(KIND, FeedbackKind.class);
    var rating = row.decimal(RATING, WORST, BEST, Ratings.MAX_DECIMALS);
    var nps = row.wholeNumber(NPS, 0, Ratings.MAX_NPS);
    var orderId = row.id(ORDER_ID);
    var channel = row.name(CHANNEL);
    var text = row.text(TEXT, Feedback.MAX_TEXT);
    var occurredAt = row.instant(OCCURRED_AT);
    var resolvedAt = row.instant(RESOLVED_AT);
    var resolutionRating = row.decimal(RESOLUTION_RATING, WORST, BEST, Ratings.MAX_DECIMALS);
    if (resolvedAt != null && kind != FeedbackKind.COMPLAINT) {
      throw new RejectedRow(RESOLVED_AT, "resolution of what isn't a complaint");
    }
    if (resolvedAt != null && resolvedAt.isBefore(occurredAt)) {
      throw new RejectedRow(RESOLVED_AT, "resolved before it was received");
    }
    if (resolvedAt == null && resolutionRating != null) {
      throw new RejectedRow(RESOLUTION_RATING, "rating of no resolution");
    }
    return Arrays.asList(
        customerId,
        feedbackId,
        kind.name(),
        rating,
        nps,
        orderId,
        channel,
        text,
        occurredAt,
        resolvedAt,
        resolutionRating);
  }

  @Override
  public OptionalLong withdrawErased(ImportJob job, long line, int limit) {
    erasedCustomers.hold();
    return facts.refuseErased(job.job(), line, limit, CUSTOMER_ID.name(), ERASED);
  }

  @Override
  public List<String> plannedFrom() {
    return List.of("import_row", "feedback");
  }

  @Override
  public Plan plan(ImportJob job) {
    facts.refuseErased(job.job(), CUSTOMER_ID.name(), ERASED);
    facts.rejectStaged(job.job());
    var otherContent = facts.rejectOtherContent(job.job(), FEEDBACK_ID.name(), OTHER_CONTENT);
    var told = facts.order(job.job());
    return new Plan(told, facts.untold(job.job()) - otherContent);
  }

  @Override
  public Optional<Emitted> emit(ImportJob job, int limit) {
    erasedCustomers.hold();
    var planned = facts.next(job.job(), job.emitted(), limit);
    if (planned.isEmpty()) {
      return Optional.empty();
    }
    var portion = new Portion(job, planned);
    portion.tell();
    return Optional.of(portion.emitted());
  }

  @Override
  public List<String> stagedIn() {
    return List.of("import_row", "import_fact");
  }

  /**
   * What one portion does. Somebody may have given an id to other feedback over REST, or resolved a
   * complaint, since the plan was made, or a customer may have been erased: then less can be told.
   */
  private final class Portion {

    private final ImportJob job;
    private final List<ImportedFact> planned;
    private final Map<String, Feedback> known;
    private final Map<String, String> tierOf;
    private final List<OutboxRecord> records = new ArrayList<>();
    private final List<Feedback> received = new ArrayList<>();
    private final List<Feedback> resolved = new ArrayList<>();
    private final Set<String> erased;
    private final List<ImportedFact> ofErased = new ArrayList<>();
    private final List<ImportedFact> taken = new ArrayList<>();
    private final List<ImportedFact> overtaken = new ArrayList<>();

    Portion(ImportJob job, List<ImportedFact> planned) {
      this.job = job;
      this.planned = planned;
      erased =
          erasedCustomers.among(planned.stream().map(fact -> fact.said().customerId()).toList());
      tierOf =
          tiers.held(
              planned.stream()
                  .filter(fact -> !isOfErased(fact))
                  .filter(fact -> fact.said().kind() == FeedbackKind.COMPLAINT)
                  .map(fact -> fact.said().customerId())
                  .collect(Collectors.toSet()));
      known =
          new HashMap<>(
              feedbacks.locked(
                  planned.stream()
                      .map(fact -> fact.said().feedbackId())
                      .collect(Collectors.toSet())));
    }

    void tell() {
      for (var fact : planned) {
        if (isOfErased(fact)) {
          ofErased.add(fact);
        } else if (fact.isResolution()) {
          resolve(fact);
        } else {
          receive(fact);
        }
      }
      feedbacks.addAll(received);
      resolved.forEach(feedbacks::keep);
      outbox.append(records);
      facts.reject(job.job(), ofErased, CUSTOMER_ID.name(), ERASED);
      facts.reject(job.job(), taken, FEEDBACK_ID.name(), OTHER_CONTENT);
      facts.reject(job.job(), overtaken, RESOLVED_AT.name(), "resolved meanwhile");
    }

    Emitted emitted() {
      return new Emitted(
          planned.get(planned.size() - 1).seq(),
          Map.of(FEEDBACK, (long) received.size(), RESOLUTIONS, (long) resolved.size()),
          0);
    }

    private boolean isOfErased(ImportedFact fact) {
      return erased.contains(fact.said().customerId());
    }

    private void receive(ImportedFact fact) {
      var said = fact.said();
      if (known.containsKey(said.feedbackId())) {
        taken.add(fact);
        return;
      }
      var urgency = urgencies.of(tierOf.get(said.customerId()));
      var happened = Feedback.receive(said, urgency, fact.receivedAt());
      received.add(happened.feedback());
      told(happened);
    }

    private void resolve(ImportedFact fact) {
      var complaint = known.get(fact.said().feedbackId());
      if (!isOurs(complaint, fact)) {
        taken.add(fact);
      } else if (complaint.status() != FeedbackStatus.OPEN) {
        overtaken.add(fact);
      } else {
        var happened = complaint.resolve(fact.resolutionRating(), null, fact.resolvedAt());
        resolved.add(happened.feedback());
        told(happened);
      }
    }

    private boolean isOurs(Feedback complaint, ImportedFact fact) {
      return complaint != null
          && complaint.customerId().equals(fact.said().customerId())
          && complaint.kind() == FeedbackKind.COMPLAINT
          && complaint.receivedAt().equals(fact.receivedAt());
    }

    private void told(FeedbackFact fact) {
      known.put(fact.feedback().feedbackId(), fact.feedback());
      records.add(events.backfill(fact, job.job()));
    }
  }
}
