package io.tierstream.customer.application;

import io.tierstream.customer.domain.Attributes;
import io.tierstream.customer.domain.Customer;
import io.tierstream.customer.domain.Profile;
import io.tierstream.customer.domain.ProfileRules;
import io.tierstream.customer.domain.ReservedIds;
import io.tierstream.customer.domain.Status;
import io.tierstream.customer.messaging.CustomerEvents;
import io.tierstream.customer.persistence.Customers;
import io.tierstream.customer.persistence.Persons;
import io.tierstream.events.Outbox;
import io.tierstream.events.OutboxRecord;
import io.tierstream.events.Topics;
import io.tierstream.imports.Cells;
import io.tierstream.imports.ImportField;
import io.tierstream.imports.ImportedRow;
import io.tierstream.imports.Outcome;
import io.tierstream.imports.RejectedRow;
import io.tierstream.imports.RowImport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Customers of a file are registered. */
@ApplicationScoped
public class ImportCustomers implements RowImport<ImportCustomers.Row> {

  /** Why a row of who is erased isn't taken. */
  static final String ERASED = "customer erased";

  static final ImportField ID = ImportField.required("customerId", "customerId", "a customer");
  private static final ImportField NAME = ImportField.required("name");
  private static final ImportField PHONE = ImportField.optional("phone");
  private static final ImportField EMAIL = ImportField.optional("email");
  private static final ImportField NOTES = ImportField.optional("notes");
  private static final ImportField REGION = ImportField.optional("region");
  private static final ImportField CITY = ImportField.optional("city");
  private static final ImportField CITY_TIER = ImportField.optional("cityTier", "city tier");
  private static final ImportField BIRTH_YEAR = ImportField.optional("birthYear", "birth year");
  private static final ImportField GENDER = ImportField.optional("gender");
  private static final ImportField INDUSTRY = ImportField.optional("industry");
  private static final ImportField CHANNEL = ImportField.optional("channel");
  private static final ImportField PREFERENCES = ImportField.optional("preferences");
  private static final ImportField TAGS = ImportField.optional("tags");
  private static final ImportField REGISTERED_AT =
      ImportField.optional("registeredAt", "registration date");
  private static final List<ImportField> FIELDS =
      List.of(
          ID,
          NAME,
          PHONE,
          EMAIL,
          NOTES,
          REGION,
          CITY,
          CITY_TIER,
          BIRTH_YEAR,
          GENDER,
          INDUSTRY,
          CHANNEL,
          PREFERENCES,
          TAGS,
          REGISTERED_AT);

  private final Customers customers;
  private final Persons persons;
  private final Outbox outbox;
  private final CustomerEvents events;

  ImportCustomers(Customers customers, Persons persons, Outbox outbox, CustomerEvents events) {
    this.customers = customers;
    this.persons = persons;
    this.outbox = outbox;
    this.events = events;
  }

  /** A customer of a file; {@code registeredAt} is null when the file doesn't say. */
  public record Row(Profile profile, Instant registeredAt) {}

  @Override
  public String topic() {
    return Topics.CUSTOMERS;
  }

  @Override
  public boolean isMarked() {
    return false;
  }

  @Override
  public String counted() {
    return "customers";
  }

  @Override
  public List<ImportField> fields() {
    return FIELDS;
  }

  @Override
  public Class<Row> content() {
    return Row.class;
  }

  @Override
  public ImportedRow<Row> read(Cells row) throws RejectedRow {
    var year = row.now().atZone(ZoneOffset.UTC).getYear();
    var attributes =
        new Attributes(
            row.name(REGION),
            row.name(CITY),
            row.wholeNumber(CITY_TIER, 1, ProfileRules.MAX_CITY_TIER),
            row.wholeNumber(BIRTH_YEAR, ProfileRules.EARLIEST_BIRTH, year),
            row.name(GENDER),
            row.name(INDUSTRY),
            row.name(CHANNEL),
            row.names(PREFERENCES, ProfileRules.MAX_ENTRIES),
            row.names(TAGS, ProfileRules.MAX_ENTRIES));
    var profile =
        new Profile(
            row.text(NAME, ProfileRules.MAX_NAME),
            row.text(PHONE, ProfileRules.MAX_PHONE),
            row.text(EMAIL, ProfileRules.MAX_EMAIL),
            row.text(NOTES, ProfileRules.MAX_NOTES),
            attributes);
    for (var rule : ProfileRules.brokenBy(profile, year)) {
      throw new RejectedRow(field(rule.field()), rule.field() + " " + rule.message());
    }
    var at = row.instant(REGISTERED_AT);
    return new ImportedRow<>(
        row.id(ID, ReservedIds.ALL), at == null ? row.now() : at, new Row(profile, at));
  }

  @Override
  @Transactional(TxType.MANDATORY)
  public Set<String> erased(Collection<String> ids) {
    persons.hold();
    return persons.erased(ids);
  }

  @Override
  public String whyErased() {
    return ERASED;
  }

  private static ImportField field(String name) {
    return FIELDS.stream().filter(field -> field.name().equals(name)).findFirst().orElse(ID);
  }

  @Override
  @Transactional(TxType.MANDATORY)
  public List<Outcome> emit(String job, List<ImportedRow<Row>> rows) {
    var known = customers.locked(rows.stream().map(ImportedRow::id).toList());
    var outcomes = new ArrayList<Outcome>();
    var made = new ArrayList<Customer>();
    var records = new ArrayList<OutboxRecord>();
    for (var row : rows) {
      var before = known.get(row.id());
      if (before.status() == Status.PROVISIONAL) {
        var registered = before.register(row.content().profile(), row.at());
        made.add(registered.customer());
        records.addAll(events.backfill(registered, job));
        outcomes.add(Outcome.MADE);
      } else if (before.status() == Status.ERASED) {
        outcomes.add(Outcome.rejected(ID, ERASED));
      } else {
        outcomes.add(
            isSame(before, row.content())
                ? Outcome.UNCHANGED
                : Outcome.knownWithOtherContent(ID, "customer"));
      }
    }
    customers.keep(made);
    outbox.append(records);
    return outcomes;
  }

  private static boolean isSame(Customer known, Row row) {
    return row.profile().equals(known.profile())
        && (row.registeredAt() == null || row.registeredAt().equals(known.registeredAt()));
  }
}
