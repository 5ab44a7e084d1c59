package io.tierstream.segmentation.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.segmentation.persistence.CurrentStanding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembersCsvTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void writesAHeaderAndARowPerMember() throws IOException {
    assertThat(written(member("GOLD", "At risk")))
        .isEqualTo(
            "customerId,tier,segment,lifecycle,r,f,m,s,composite,recencyDays,frequency,monetary,"
                + "satisfaction,sequence,since,nextChangeAt\r\n"
                + "C-42,GOLD,At risk,ACTIVE,5,3,3,,3.400,29,6,2019.90,,7,"
                + "2026-01-02T03:05:00Z,2026-02-01T03:05:00Z\r\n");
  }

  @Test
  void leavesEmptyWhatIsMissing() throws IOException {
    var prospect =
        new CurrentStanding(
            "C-1",
            null,
            null,
            "PROSPECT",
            null,
            null,
            null,
            0,
            BigDecimal.ZERO,
            null,
            1,
            0,
            null,
            null,
            null,
            NOW,
            null,
            false);

    assertThat(written(prospect)).endsWith("\r\nC-1,,,PROSPECT,,,,,,,0,0.00,,0,,\r\n");
  }

  @Test
  void writesConvertedAmountsWithTheDecimalsOfEvents() throws IOException {
    assertThat(written(member("GOLD", "At risk", "0.078125"))).contains(",6,0.0781,,7,");
  }

  @Test
  void quotesWhatWouldBreakTheRow() throws IOException {
    assertThat(written(member("GOLD", "a \"b\", c\nd"))).contains(",\"a \"\"b\"\", c\nd\",");
  }

  @ParameterizedTest
  @CsvSource({"=1+1,'''=1+1'", "+x,'''+x'", "-x,'''-x'", "@x,'''@x'", "a=1,a=1"})
  void namesAreNoFormulas(String segment, String cell) throws IOException {
    assertThat(written(member("GOLD", segment))).contains(",GOLD," + cell + ",ACTIVE,");
  }

  @Test
  void keepsLettersOfAllLanguages() throws IOException {
    assertThat(written(member("GOLD", "重要价值"))).contains(",重要价值,");
  }

  private static CurrentStanding member(String tier, String segment) {
    return member(tier, segment, "2019.9");
  }

  private static CurrentStanding member(String tier, String segment, String monetary) {
    return new CurrentStanding(
        "C-42",
        tier,
        segment,
        "ACTIVE",
        new CurrentStanding.Scores(5, 3, 3, null),
        new BigDecimal("3.400"),
        NOW.minus(Duration.ofDays(30)).plusNanos(1000),
        6,
        new BigDecimal(monetary),
        null,
        1,
        7,
        Instant.parse("2026-01-02T03:05:00Z"),
        null,
        Instant.parse("2026-02-01T03:05:00Z"),
        NOW,
        null,
        false);
  }

  private static String written(CurrentStanding member) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var csv = new MembersCsv(bytes, NOW);
    csv.writeHeader();
    csv.write(member);
    csv.finish();
    return bytes.toString(UTF_8);
  }
}
