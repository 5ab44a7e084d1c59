package io.tierstream.segmentation.command;

import io.tierstream.segmentation.application.Difference;
import io.tierstream.segmentation.application.Fate;
import io.tierstream.segmentation.application.RebuildReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A rebuild's report as lines of text. */
final class ReportText {

  private static final String TOPIC = "%-20s%10s%10s%10s%10s%10s%10s%10s%10s%10s%10s%10s%10s%10s";

  private ReportText() {}

  static List<String> of(RebuildReport report, boolean switchesOver) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(
        format(
            TOPIC,
            "topic",
            "records",
            "applied",
            "stale",
            "attribs",
            "decided",
            "marks",
            "no effect",
            "refused",
            "parked",
            "put back",
            "UNKNOWN",
            "folded",
            "removed"));
    for (var topic : report.fates().keySet()) {
      lines.add(topic(report, topic));
    }
    lines.add(
        format(
            "%d applications came by themselves; %d tier changes",
            report.applicationsByThemselves(), report.tierChanges()));
    lines.add("");
    report.told().forEach(difference -> lines.add(text(difference)));
    if (report.differences() > report.told().size()) {
      lines.add(format("… %d differences in all", report.differences()));
    }
    lines.add("live     " + report.liveHash());
    lines.add("rebuilt  " + report.rebuiltHash());
    lines.add(verdict(report, switchesOver));
    return lines;
  }

  private static String topic(RebuildReport report, String topic) {
    return format(
        TOPIC,
        topic,
        report.fates().get(topic).values().stream().mapToLong(Long::longValue).sum(),
        report.count(Fate.APPLIED, topic),
        report.count(Fate.STALE, topic) + report.count(Fate.OF_ERASED, topic),
        report.count(Fate.ATTRIBUTES, topic),
        report.count(Fate.DECISION, topic),
        report.count(Fate.IMPORT_MARK, topic),
        report.count(Fate.WITHOUT_EFFECT, topic),
        report.count(Fate.DEAD_LETTER, topic),
        report.count(Fate.PARKED, topic),
        report.count(Fate.PUT_BACK, topic),
        report.count(Fate.UNACCOUNTED, topic),
        report.applications(topic),
        report.removed(topic));
  }

  private static String text(Difference difference) {
    return format(
        "%s %s: live %s, rebuilt %s",
        difference.customerId() == null ? "-" : difference.customerId(),
        difference.what(),
        difference.live(),
        difference.rebuilt());
  }

  private static String verdict(RebuildReport report, boolean switchesOver) {
    if (report.isEqual()) {
      return format("EQUAL: %d customers, every record accounted for", report.customers());
    }
    var different =
        format(
            "DIFFERENT: %d of %d customers, %d records that nothing became of",
            report.differing(), report.customers(), report.unaccounted());
    return switchesOver ? different + format("; %d standings mended", report.mended()) : different;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
