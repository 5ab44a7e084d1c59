package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.GroupTotals;
import io.tierstream.segmentation.persistence.Grouping;
import io.tierstream.segmentation.persistence.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** How many customers are in each tier, segment or lifecycle, and what they are worth. */
@ApplicationScoped
public class FindDistribution {

  private final Standings standings;
  private final GroupNames names;

  FindDistribution(Standings standings, GroupNames names) {
    this.standings = standings;
    this.names = names;
  }

  /**
   * One entry per group of the model in the model's order, empty ones too; then groups that only
   * older models know; last the customers that are in none, if a customer can be.
   */
  @Transactional
  public List<GroupTotals> find(Grouping by) {
    var found = new HashMap<String, GroupTotals>();
    standings.groups(by).forEach(totals -> found.put(totals.group(), totals));
    var distribution = new ArrayList<GroupTotals>();
    names.of(by).forEach(name -> distribution.add(taken(found, name)));
    var none = by == Grouping.LIFECYCLE ? null : taken(found, null);
    found.keySet().stream().sorted().forEach(name -> distribution.add(found.get(name)));
    if (none != null) {
      distribution.add(none);
    }
    return distribution;
  }

  private static GroupTotals taken(HashMap<String, GroupTotals> found, String name) {
    var totals = found.remove(name);
    return totals == null ? new GroupTotals(name, 0, BigDecimal.ZERO) : totals;
  }
}
