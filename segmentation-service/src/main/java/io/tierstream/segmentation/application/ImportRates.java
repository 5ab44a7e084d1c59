package io.tierstream.segmentation.application;

import io.tierstream.events.Outbox;
import io.tierstream.events.OutboxRecord;
import io.tierstream.events.Topics;
import io.tierstream.imports.Cells;
import io.tierstream.imports.ImportField;
import io.tierstream.imports.ImportedRow;
import io.tierstream.imports.Outcome;
import io.tierstream.imports.RejectedRow;
import io.tierstream.imports.RowImport;
import io.tierstream.segmentation.SegmentationSettings;
import io.tierstream.segmentation.domain.RateRules;
import io.tierstream.segmentation.persistence.DatedRate;
import io.tierstream.segmentation.persistence.DatedRates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The rates of a file are set, as {@link SetRate} sets one: now, whatever their days are, so what
 * is told is neither backfill nor stamped with the day.
 */
@ApplicationScoped
public class ImportRates implements RowImport<ImportRates.Row> {

  private static final ImportField CURRENCY =
      ImportField.required("currency", "currency", "a currency");
  private static final ImportField DAY = ImportField.required("day", "day", "a day");
  private static final ImportField RATE = ImportField.required("rate", "rate", "a rate");

  /** The currency, where it stands for both that tell a rate from another. */
  private static final ImportField KEY =
      ImportField.required(CURRENCY.name(), "currency and day", CURRENCY.one());

  private final DatedRates rates;
  private final Outbox outbox;
  private final InputEvents events;
  private final Clock clock;
  private final String baseCurrency;

  ImportRates(
      DatedRates rates,
      Outbox outbox,
      InputEvents events,
      Clock clock,
      SegmentationSettings settings) {
    this.rates = rates;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
    this.baseCurrency = settings.baseCurrency();
  }

  /**
   * What one unit of the currency is worth in the base currency on that UTC day.
   *
   * @param rate a plain decimal
   */
  public record Row(String currency, LocalDate day, String rate) {

    BigDecimal value() {
      return new BigDecimal(rate);
    }
  }

  @Override
  public String topic() {
    return Topics.SEGMENTATION_INPUTS;
  }

  @Override
  public boolean isMarked() {
    return false;
  }

  @Override
  public String counted() {
    return "rates";
  }

  @Override
  public List<ImportField> fields() {
    return List.of(KEY, DAY, RATE);
  }

  @Override
  public Class<Row> content() {
    return Row.class;
  }

  @Override
  public ImportedRow<Row> read(Cells row) throws RejectedRow {
    var currency = row.currency(CURRENCY);
    if (currency.equals(baseCurrency)) {
      throw new RejectedRow(CURRENCY, "currency is the base currency");
    }
    var day = row.day(DAY, RateRules.FIRST_DAY, RateRules.LAST_DAY);
    var rate = row.aboveZero(RATE, RateRules.DIGITS, RateRules.DIGITS);
    return new ImportedRow<>(
        currency + ":" + day,
        day.atStartOfDay(ZoneOffset.UTC).toInstant(),
        new Row(currency, day, rate.toPlainString()));
  }

  @Override
  @Transactional(TxType.MANDATORY)
  public List<Outcome> emit(String job, List<ImportedRow<Row>> rows) {
    var outcomes = new ArrayList<Outcome>();
    var records = new ArrayList<OutboxRecord>();
    for (var row : rows) {
      var read = row.content();
      var dated = new DatedRate(read.currency(), read.day(), read.value(), clock.instant());
      if (rates.add(dated)) {
        records.addAll(events.rateSet(dated));
        outcomes.add(Outcome.MADE);
      } else {
        var known = rates.of(read.currency(), read.day()).orElseThrow().rate();
        outcomes.add(
            known.compareTo(read.value()) == 0
                ? Outcome.UNCHANGED
                : Outcome.rejected(RATE, "another rate is set for its currency and day"));
      }
    }
    outbox.append(records);
    return outcomes;
  }
}
