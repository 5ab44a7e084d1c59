package io.tierstream.segmentation.persistence;

import static java.util.stream.Collectors.joining;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Everybody's standing as lists show it, from {@code member}. Every call belongs into a
 * transaction.
 *
 * <p>A page is merged from the cells that its filter allows, each read in order by an index; so it
 * costs what it shows and a row per cell, whatever is filtered and sorted. What few customers have
 * is found by their attributes first, and sorted then.
 */
@ApplicationScoped
public class Members {

  /** As many are quicker found by their attributes than met in order. */
  private static final int FEW = 3_000;

  /** As {@link StandingReader} reads them. */
  private static final String COLUMNS =
      """
      m.customer_id, c.tier, c.segment, c.lifecycle, m.r, m.f, m.m, m.s, nullif(m.composite, 0) AS composite,
      m.last_purchase_at, m.frequency, m.monetary, m.model, m.rating_weight, m.rating_sum, m.rated_at, m.sequence,
      nullif(m.tier_since, '-infinity') AS tier_since, m.below_since,
      nullif(m.next_change_at, '-infinity') AS next_change_at, m.as_of""";

  private final DataSource dataSource;
  private final Models models;

  @Inject
  Members(DataSource dataSource, Models models) {
    this.dataSource = dataSource;
    this.models = models;
  }

  /** At most {@code limit} in order, beginning behind {@code after}, or at the start for null. */
  public List<CurrentStanding> page(
      MemberFilter filter, StandingOrder order, StandingOrder.Position after, int limit)
      throws SQLException {
    try (var connection = dataSource.getConnection()) {
      var cells = cells(connection, filter);
      var found = new ArrayList<CurrentStanding>(limit);
      if (cells.isEmpty()) {
        return found;
      }
      var few = areFew(connection, filter);
      if (after == null || after.value() != null) {
        read(connection, new Question(filter, order, after, false, limit), cells, few, found);
      }
      if (order.by().missing() != null && found.size() < limit) {
        var behind = after != null && after.value() == null ? after : null;
        var left = limit - found.size();
        read(connection, new Question(filter, order, behind, true, left), cells, few, found);
      }
      return found;
    }
  }

  /**
   * A part of a page.
   *
   * @param missing whether it is of those without the figure that it is sorted by
   */
  private record Question(
      MemberFilter filter,
      StandingOrder order,
      StandingOrder.Position after,
      boolean missing,
      int limit) {

    boolean isById() {
      return missing || order.by() == StandingSort.CUSTOMER_ID;
    }

    String conditions() {
      var conditions = new ArrayList<String>();
      filter.attributes().keySet().forEach(attribute -> conditions.add(attribute.condition()));
      var beyond = order.descending() ? " < " : " > ";
      var column = "m." + order.by().column();
      if (missing) {
        conditions.add(column + " = " + order.by().missing());
      } else if (order.by().missing() != null) {
        conditions.add(column + " > " + order.by().missing());
      }
      if (after != null) {
        conditions.add(
            isById()
                ? "m.customer_id" + beyond + "?"
                : "(" + column + ", m.customer_id)" + beyond + "(?, ?)");
      }
      return conditions.stream().map(condition -> " AND " + condition).collect(joining());
    }

    String orderBy() {
      var direction = order.descending() ? " DESC" : "";
      return isById()
          ? " ORDER BY m.customer_id" + direction
          : " ORDER BY m." + order.by().column() + direction + ", m.customer_id" + direction;
    }

    int bind(PreparedStatement statement, int from) throws SQLException {
      var index = from;
      for (var value : filter.attributes().values()) {
        statement.setString(index++, value);
      }
      if (after != null) {
        if (!isById()) {
          var value = after.value();
          statement.setObject(
              index++, value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
        }
        statement.setString(index++, after.customerId());
      }
      return index;
    }
  }

  private void read(
      Connection connection,
      Question question,
      List<Integer> cells,
      boolean few,
      List<CurrentStanding> found)
      throws SQLException {
    var sql = few ? amongFew(question, cells) : merged(question, cells);
    try (var select = connection.prepareStatement(sql)) {
      var index = 1;
      if (few) {
        index = bindTerms(select, question.filter(), index);
        index = question.bind(select, index);
      } else {
        for (int i = 0; i < cells.size(); i++) {
          index = question.bind(select, index);
        }
      }
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(StandingReader.read(rows, models::numbered, null, false));
        }
      }
    }
  }

  /**
   * A merge of ordered reads, one for each cell; the numbers are our own. Each read has the limit,
   * too: only then does the planner see that a few rows of each are wanted, and merges as it goes.
   */
  private static String merged(Question question, List<Integer> cells) {
    var conditions = question.conditions();
    var ordered = question.orderBy() + " LIMIT " + question.limit();
    return cells.stream()
        .map(
            cell -> "(SELECT m.* FROM member m WHERE m.cell = " + cell + conditions + ordered + ")")
        .collect(
            joining(
                " UNION ALL ",
                "SELECT " + COLUMNS + " FROM (SELECT * FROM (",
                ") AS m"
                    + ordered
                    + ") AS m JOIN member_cell c USING (cell)"
                    + question.orderBy()));
  }

  private static String amongFew(Question question, List<Integer> cells) {
    return "SELECT "
        + COLUMNS
        + " FROM ("
        + ids(question.filter())
        + ") AS few JOIN member m USING (customer_id) JOIN member_cell c USING (cell)"
        + " WHERE m.cell IN ("
        + cells.stream().map(String::valueOf).collect(joining(", "))
        + ")"
        + question.conditions()
        + question.orderBy()
        + " LIMIT "
        + question.limit();
  }

  /** Who has all the attributes. */
  private static String ids(MemberFilter filter) {
    var terms = filter.attributes().size();
    var sql = new StringBuilder("SELECT t0.customer_id FROM member_term t0");
    for (int i = 1; i < terms; i++) {
      sql.append(" JOIN member_term t%1$d ON t%1$d.customer_id = t0.customer_id".formatted(i));
    }
    sql.append(" WHERE t0.term = ?");
    for (int i = 1; i < terms; i++) {
      sql.append(" AND t%d.term = ?".formatted(i));
    }
    return sql.toString();
  }

  private static int bindTerms(PreparedStatement statement, MemberFilter filter, int from)
      throws SQLException {
    var index = from;
    for (var attribute : filter.attributes().entrySet()) {
      statement.setString(index++, attribute.getKey().term(attribute.getValue()));
    }
    return index;
  }

  private static boolean areFew(Connection connection, MemberFilter filter) throws SQLException {
    if (filter.attributes().isEmpty()) {
      return false;
    }
    var sql = "SELECT count(*) FROM (" + ids(filter) + " LIMIT " + (FEW + 1) + ") AS counted";
    try (var count = connection.prepareStatement(sql)) {
      bindTerms(count, filter, 1);
      try (var result = count.executeQuery()) {
        result.next();
        return result.getInt(1) <= FEW;
      }
    }
  }

  private static List<Integer> cells(Connection connection, MemberFilter filter)
      throws SQLException {
    var conditions = new ArrayList<String>();
    var values = new ArrayList<String>();
    filter
        .groups()
        .forEach(
            (grouping, group) -> {
              conditions.add(grouping.property() + (group.isPresent() ? " = ?" : " IS NULL"));
              group.ifPresent(values::add);
            });
    var where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    var cells = new ArrayList<Integer>();
    try (var select =
        connection.prepareStatement("SELECT cell FROM member_cell" + where + " ORDER BY cell")) {
      for (int i = 0; i < values.size(); i++) {
        select.setString(i + 1, values.get(i));
      }
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          cells.add(rows.getInt(1));
        }
      }
    }
    return cells;
  }

  /** Totals of every group that has a customer, in no order. */
  public List<GroupTotals> groups(Grouping by) throws SQLException {
    return totals(MemberTotals.OF_GROUPS.formatted(by.property()));
  }

  /**
   * Totals of the values that most customers have, the most frequent first; at most {@code limit},
   * those without a value among them.
   */
  public List<GroupTotals> groups(Attribute by, int limit) throws SQLException {
    return totals(MemberTotals.OF_VALUES.formatted(by.property(), limit));
  }

  /** Of all customers. */
  public GroupTotals all() throws SQLException {
    return totals(MemberTotals.OF_ALL).get(0);
  }

  private List<GroupTotals> totals(String sql) throws SQLException {
    var totals = new ArrayList<GroupTotals>();
    try (var connection = dataSource.getConnection();
        var select = connection.prepareStatement(sql);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        totals.add(new GroupTotals(rows.getString(1), rows.getLong(2), rows.getBigDecimal(3)));
      }
    }
    return totals;
  }
}
