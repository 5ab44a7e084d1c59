package io.tierstream.segmentation.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.segmentation.persistence.ImportJob;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ImportJobsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = START.plusSeconds(60);

  private final ImportJobs jobs = ImportJobs.of(List.of());

  @Test
  @Tag("domain-4.8")
  void aJobIsOpenFromItsStartToItsEnd() {
    assertThat(jobs.isOneOpen()).isFalse();
    jobs.started("orders", "J", START);
    assertThat(jobs.isOneOpen()).isTrue();
    assertThat(jobs.endOf("J")).isEqualTo(Instant.MAX);
    jobs.ended("orders", "J", END);
    assertThat(jobs.isOneOpen()).isFalse();
    assertThat(jobs.endOf("J")).isEqualTo(END);
    assertThat(jobs.changed()).containsExactly(new ImportJob("orders", "J", START, END));
  }

  @Test
  void jobsOfTwoTopicsAreTwoEvenWhenCalledTheSame() {
    jobs.started("orders", "J", START);
    jobs.started("feedback", "J", START);
    jobs.ended("orders", "J", END);
    assertThat(jobs.isOneOpen()).isTrue();
    assertThat(jobs.endOf("J")).isEqualTo(Instant.MAX);
    jobs.ended("feedback", "J", START);
    assertThat(jobs.isOneOpen()).isFalse();
    assertThat(jobs.endOf("J")).isEqualTo(END);
  }

  @Test
  void whatIsToldAgainChangesNothing() {
    jobs.started("orders", "J", START);
    jobs.ended("orders", "J", END);
    var later = jobs.copy();
    later.started("orders", "J", END);
    later.ended("orders", "J", END.plusSeconds(1));
    assertThat(later.changed()).isEmpty();
    assertThat(later.endOf("J")).isEqualTo(END);
    assertThat(later.isOneOpen()).isFalse();
  }

  @Test
  void aCopyLeavesItsOriginalAlone() {
    jobs.started("orders", "J", START);
    jobs.copy().ended("orders", "J", END);
    assertThat(jobs.isOneOpen()).isTrue();
  }

  @Test
  void aJobOfWhichNothingWasHeardIsOpen() {
    assertThat(jobs.endOf("J")).isEqualTo(Instant.MAX);
    jobs.ended("orders", "J", END);
    assertThat(jobs.endOf("J")).isEqualTo(END);
  }
}
