package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Instant;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** What can be said of a standing. */
final class StandingAssert extends AbstractAssert<StandingAssert, Standing> {

  private StandingAssert(Standing actual) {
    super(actual, StandingAssert.class);
  }

  static StandingAssert assertThat(Standing actual) {
    return new StandingAssert(actual);
  }

  StandingAssert hasTier(String tier) {
    return same("tier", actual.tier(), tier);
  }

  StandingAssert hasNoTier() {
    return same("tier", actual.tier(), null);
  }

  StandingAssert hasScores(int r, int f, int m) {
    return same("scores", actual.assessment().scores(), new Scores(r, f, m, null));
  }

  StandingAssert hasScores(int r, int f, int m, int s) {
    return same("scores", actual.assessment().scores(), new Scores(r, f, m, s));
  }

  StandingAssert hasSatisfaction(String rounded, Instant at) {
    return same("satisfaction", actual.assessment().satisfaction().at(at), new BigDecimal(rounded));
  }

  StandingAssert hasNoSatisfaction() {
    return same("satisfaction", actual.assessment().satisfaction(), null);
  }

  StandingAssert hasNoScores() {
    return same("scores", actual.assessment().scores(), null);
  }

  StandingAssert hasComposite(String rounded) {
    return same("composite", actual.assessment().composite().rounded(), new BigDecimal(rounded));
  }

  StandingAssert hasRecencyOf(long days, Instant at) {
    return same("recency", actual.assessment().recencyDays(at), days);
  }

  StandingAssert hasFrequency(int purchases) {
    return same("frequency", actual.assessment().frequency(), purchases);
  }

  StandingAssert hasMonetary(String amount) {
    Assertions.assertThat(actual.assessment().monetary().value())
        .as("monetary")
        .isEqualByComparingTo(amount);
    return this;
  }

  StandingAssert hasSegment(String segment) {
    return same("segment", actual.assessment().segment(), segment);
  }

  StandingAssert hasNoSegment() {
    return hasSegment(null);
  }

  StandingAssert is(Lifecycle lifecycle) {
    return same("lifecycle", actual.assessment().lifecycle(), lifecycle);
  }

  StandingAssert isBelowSince(Instant since) {
    return same("belowSince", actual.belowSince(), since);
  }

  StandingAssert isSafe() {
    return same("belowSince", actual.belowSince(), null);
  }

  StandingAssert changesNextAt(Instant at) {
    return same("nextChangeAt", actual.nextChangeAt(), at);
  }

  StandingAssert neverChanges() {
    return same("nextChangeAt", actual.nextChangeAt(), null);
  }

  private StandingAssert same(String what, Object value, Object expected) {
    Assertions.assertThat(value).as(what).isEqualTo(expected);
    return this;
  }
}
