package io.tierstream.segmentation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which merge a version is of: what comes twice or too late is void. */
class BondsTest {

  private final Bonds settled = Bonds.none().with(new Bond.Settled("C-2", 2));
  private final Bonds givenBack = settled.with(new Bond.GivenBack("C-2", 3));

  @Test
  @Tag("domain-4.26")
  void factsAreTakenInSinceTheVersionOfTheMerge() {
    assertThat(Bonds.none().isOpen("C-2", 1)).isTrue();
    assertThat(settled.isOpen("C-2", 1)).isFalse();
    assertThat(settled.isOpen("C-2", 2)).isTrue();
    assertThat(settled.isOpen("C-2", 3)).isTrue();
  }

  @Test
  @Tag("domain-4.28")
  void whatWasGivenBackComesAgainByALaterMergeOnly() {
    assertThat(givenBack.sources()).isEqualTo(Map.of("C-2", -3L));
    assertThat(givenBack.isOpen("C-2", 2)).isFalse();
    assertThat(givenBack.isOpen("C-2", 3)).isFalse();
    assertThat(givenBack.isOpen("C-2", 4)).isTrue();
  }

  @Test
  @Tag("domain-4.28")
  void onlyALaterVersionGivesBackWhatThereIs() {
    assertThat(settled.canEnd(new Bond.GivenBack("C-2", 2))).isFalse();
    assertThat(settled.canEnd(new Bond.GivenBack("C-2", 3))).isTrue();
    assertThat(settled.canEnd(new Bond.GivenBack("C-3", 3))).isFalse();
    assertThat(givenBack.canEnd(new Bond.GivenBack("C-2", 4))).isFalse();
  }

  /** By a longer way it is another customer's version. */
  @Test
  @Tag("domain-4.28")
  void whatCameByALongerWayIsGivenBackWhileItsNearestIsMerged() {
    assertThat(settled.canEnd(new Bond.GivenBack("C-2/C-3", 1))).isTrue();
    assertThat(givenBack.canEnd(new Bond.GivenBack("C-2/C-3", 9))).isFalse();
    assertThat(settled.with(new Bond.GivenBack("C-2/C-3", 1)).sources())
        .isEqualTo(Map.of("C-2", 2L));
  }

  @Test
  @Tag("domain-4.28")
  void onlyALaterVersionEndsAMergeOfItsOwn() {
    Bonds merged = Bonds.none().with(new Bond.MergedInto("C-1", 2));
    assertThat(merged.canEnd(new Bond.Unmerged("C-1", 2))).isFalse();
    assertThat(merged.canEnd(new Bond.Unmerged("C-1", 3))).isTrue();
    assertThat(Bonds.none().canEnd(new Bond.Unmerged("C-1", 3))).isFalse();
  }
}
