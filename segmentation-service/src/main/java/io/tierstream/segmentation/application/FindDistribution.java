package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.Attribute;
import io.tierstream.segmentation.persistence.GroupTotals;
import io.tierstream.segmentation.persistence.Grouping;
import io.tierstream.segmentation.persistence.Members;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** How many customers are in each group, and what they are worth. */
@ApplicationScoped
public class FindDistribution {

  /** An attribute may have as many values as there are customers. */
  private static final int MOST_VALUES = 500;

  private final Members members;
  private final GroupNames names;

  FindDistribution(Members members, GroupNames names) {
    this.members = members;
    this.names = names;
  }

  /** All customers, and the groups that they are in. */
  public record Distribution(GroupTotals all, List<GroupTotals> groups) {}

  /**
   * One entry per group of the model in the model's order, empty ones too; then groups that only
   * older models know; last the customers that are in none, if a customer can be.
   */
  @Transactional(rollbackOn = SQLException.class)
  public Distribution find(Grouping by) throws SQLException {
    var found = new HashMap<String, GroupTotals>();
    long customers = 0;
    var monetary = BigDecimal.ZERO;
    for (var totals : members.groups(by)) {
      found.put(totals.group(), totals);
      customers += totals.customers();
      monetary = monetary.add(totals.monetary());
    }
    var groups = new ArrayList<GroupTotals>();
    names.of(by).forEach(name -> groups.add(taken(found, name)));
    var none = by == Grouping.LIFECYCLE ? null : taken(found, null);
    found.keySet().stream().sorted().forEach(name -> groups.add(found.get(name)));
    if (none != null) {
      groups.add(none);
    }
    return new Distribution(new GroupTotals(null, customers, monetary), groups);
  }

  /** The values that most customers have, those who have none last; of lists several. */
  @Transactional(rollbackOn = SQLException.class)
  public Distribution find(Attribute by) throws SQLException {
    var groups = new ArrayList<>(members.groups(by, MOST_VALUES));
    var none = groups.stream().filter(totals -> totals.group() == null).toList();
    groups.removeAll(none);
    groups.addAll(none);
    return new Distribution(members.all(), groups);
  }

  private static GroupTotals taken(HashMap<String, GroupTotals> found, String name) {
    var totals = found.remove(name);
    return totals == null ? new GroupTotals(name, 0, BigDecimal.ZERO) : totals;
  }
}
