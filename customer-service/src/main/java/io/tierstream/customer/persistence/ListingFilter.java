package io.tierstream.customer.persistence;

import io.tierstream.customer.domain.SearchText;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/**
 * Which part of the management table is asked for; null asks for all.
 *
 * @param pattern what is looked for, as {@code SearchText} makes it
 * @param after the place of the last customer that the caller has seen
 * @param limit the most customers to answer
 */
public record ListingFilter(
    String pattern,
    String tier,
    String segment,
    String region,
    String industry,
    String tag,
    Sort sort,
    boolean descending,
    Place after,
    int limit) {

  /** What the table can be sorted by; a customer without it comes before those with it. */
  public enum Sort {
    CUSTOMER_ID("customerId", "customer_id") {
      @Override
      String key(Listing row) {
        return row.customerId();
      }
    },
    NAME("name", "name_key") {
      @Override
      String key(Listing row) {
        return row.name() == null ? "" : SearchText.sortKey(row.name());
      }
    },
    SINCE("since", "since") {
      @Override
      String key(Listing row) {
        return text(row.standing().since());
      }

      @Override
      Object value(String key) {
        return instant(key);
      }
    },
    LAST_ORDER_AT("lastOrderAt", "last_order_at") {
      @Override
      String key(Listing row) {
        return text(row.lastOrderAt());
      }

      @Override
      Object value(String key) {
        return instant(key);
      }
    },
    SPEND("spend", "spend") {
      @Override
      String key(Listing row) {
        return row.spend().toPlainString();
      }

      @Override
      Object value(String key) {
        // An exponent could be larger than any number that the database knows. What is converted
        // has the decimals of an amount and those of a rate.
        if (!AMOUNT.matcher(key).matches()) {
          throw new IllegalArgumentException("no amount");
        }
        return new BigDecimal(key);
      }
    };

    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,34}(\\.[0-9]{1,16})?");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final String field;
    private final String column;

    Sort(String field, String column) {
      this.field = field;
      this.column = column;
    }

    /** What callers call it. */
    public String field() {
      return field;
    }

    String column() {
      return column;
    }

    abstract String key(Listing row);

    Object value(String key) {
      return key;
    }

    private static String text(Instant at) {
      return at == null ? "" : at.toString();
    }

    // The driver writes the earliest instant as -infinity.
    private static OffsetDateTime instant(String key) {
      if (key.isEmpty()) {
        return OffsetDateTime.MIN;
      }
      var at = Instant.parse(key);
      if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
        throw new IllegalArgumentException("no instant that the database can hold");
      }
      return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
    }
  }

  /**
   * Where a customer stands in the table.
   *
   * @param key its value of what the table is sorted by
   * @param nr tells customers apart whose key is the same
   */
  public record Place(String key, long nr) {

    /**
     * The place that a cursor names.
     *
     * @throws IllegalArgumentException or {@link java.time.DateTimeException} when {@code key}
     *     isn't a value of {@code sort}
     */
    public static Place of(Sort sort, String key, long nr) {
      sort.value(key);
      return new Place(key, nr);
    }
  }

  boolean isSearch() {
    return pattern != null || tag != null;
  }
}
