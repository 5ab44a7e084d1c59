package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Lifecycle;
import io.tierstream.segmentation.domain.Scores;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Tier;
import io.tierstream.segmentation.persistence.Grouping;
import io.tierstream.segmentation.persistence.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The groups that a customer can be in by the model in force, each in a fixed order. */
@ApplicationScoped
public class GroupNames {

  private static final int BEST = 5;

  private final Models models;
  private final Clock clock;

  GroupNames(Models models, Clock clock) {
    this.models = models;
    this.clock = clock;
  }

  /** Tiers from the lowest up, segments from the best scores down, lifecycles as they follow. */
  @Transactional
  public List<String> of(Grouping grouping) {
    var model = models.timeline().at(clock.instant());
    return switch (grouping) {
      case TIER -> model.tiers().tiers().stream().map(Tier::name).toList();
      case SEGMENT -> List.copyOf(segments(model));
      case LIFECYCLE -> Stream.of(Lifecycle.values()).map(Enum::name).toList();
    };
  }

  private static Set<String> segments(ScoringModel model) {
    var names = new LinkedHashSet<String>();
    for (int r = BEST; r > 0; r--) {
      for (int f = BEST; f > 0; f--) {
        for (int m = BEST; m > 0; m--) {
          names.add(model.segments().segment(new Scores(r, f, m, null)));
        }
      }
    }
    return names;
  }
}
