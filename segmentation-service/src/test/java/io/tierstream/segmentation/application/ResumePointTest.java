package io.tierstream.segmentation.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumePointTest {

  private static final int PARTITIONS = 3;

  @Property
  void isReadBackFromItsText(
      @ForAll @Size(PARTITIONS) List<@LongRange(max = Long.MAX_VALUE) Long> offsets) {
    var point = new ResumePoint(offsets.stream().mapToLong(Long::longValue).toArray());

    assertThat(ResumePoint.parse(point.toText(), PARTITIONS)).hasValue(point);
    assertThat(point.toText()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void isOfOneNumberOfPartitions() {
    var text = new ResumePoint(new long[] {1, 2, 3}).toText();

    assertThat(ResumePoint.parse(text, 2)).isEmpty();
    assertThat(ResumePoint.parse(text, 4)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AQ", "x", "*", "AAECAw", "AQECAw==", "AQECAwQ", "AQGAAAM", "\u0000"})
  void refusesWhatItDidNotWrite(String text) {
    assertThat(ResumePoint.parse(text, PARTITIONS)).isEmpty();
  }

  @Test
  void refusesOffsetsThatAreTooLong() {
    var bytes = new byte[100];
    Arrays.fill(bytes, (byte) 0xff);
    bytes[0] = 1;

    assertThat(ResumePoint.parse(Base64.getUrlEncoder().encodeToString(bytes), PARTITIONS))
        .isEmpty();
  }

  @Test
  void knowsHowFarAnotherIsAheadOfIt() {
    var point = new ResumePoint(new long[] {5, 10, 0});
    var other = new ResumePoint(new long[] {7, 4, 1});

    assertThat(point.distanceTo(other)).isEqualTo(3);
    assertThat(point.orLater(other)).isEqualTo(new ResumePoint(new long[] {7, 10, 1}));
    assertThat(point.notBeyond(other)).isEqualTo(new ResumePoint(new long[] {5, 4, 0}));
    assertThat(point.with(2, 9)).isEqualTo(new ResumePoint(new long[] {5, 10, 9}));
  }
}
