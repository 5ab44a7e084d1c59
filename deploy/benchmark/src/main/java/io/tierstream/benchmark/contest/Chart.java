package io.tierstream.benchmark.contest;

import java.util.List;
import java.util.Locale;

/** Bars as an SVG that reads well on light and on dark ground. */
final class Chart {

  private static final int WIDTH = 760;
  private static final int NAMES = 170;
  private static final int NUMBERS = 150;
  private static final int BAR = 18;
  private static final int GAP = 6;
  private static final int HEAD = 34;

  private Chart() {}

  /**
   * A bar.
   *
   * @param group bars of one group have one colour
   */
  record Bar(String name, int group, double value, String label) {}

  static String of(String title, List<Bar> bars) {
    int height = HEAD + bars.size() * (BAR + GAP) + GAP;
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    var svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
            + " role=\"img\" aria-label=\"%s\">",
        WIDTH,
        height,
        WIDTH,
        height,
        escaped(title));
    line(
        svg,
        "<style>text{font:13px system-ui,sans-serif;fill:#57606a}.t{font-weight:600}"
            + ".g0{fill:#2f81f7}.g1{fill:#8250df}@media(prefers-color-scheme:dark){text{fill:#9ea7b3}}</style>");
    line(svg, "<text class=\"t\" x=\"0\" y=\"18\">%s</text>", escaped(title));
    int y = HEAD;
    for (var bar : bars) {
      double width = Math.max(1, (WIDTH - NAMES - NUMBERS) * bar.value() / most);
      line(svg, "<text x=\"0\" y=\"%d\">%s</text>", y + BAR - 5, escaped(bar.name()));
      line(
          svg,
          "<rect class=\"g%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
          bar.group(),
          NAMES,
          y,
          width,
          BAR);
      line(
          svg,
          "<text x=\"%.1f\" y=\"%d\">%s</text>",
          NAMES + width + 6,
          y + BAR - 5,
          escaped(bar.label()));
      y += BAR + GAP;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void line(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
