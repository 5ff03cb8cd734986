package io.slipway.bench;

import io.slipway.bench.Report.Row;
import java.util.List;
import java.util.Locale;

/**
 * Every row as bars, as long as what they stand for is in relation to the best peer, in two
 * columns. An SVG for light and dark pages.
 */
final class Chart {
  private static final List<Kind> BARS =
      List.of(Kind.SLIPWAY, Kind.TOMCAT, Kind.JETTY, Kind.UNDERTOW);

  /** Longer bars are cut: of the best peer's length. */
  private static final double MOST = 2.5;

  private static final int LABELS = 118;
  private static final int LENGTH = 240;
  private static final int COLUMN = LABELS + LENGTH + 62;
  private static final int BAR = 10;
  private static final int ROW = BARS.size() * BAR + 12;
  private static final int TOP = 56;

  private static final String STYLE =
      """
      <style>
        text { font: 11px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
        .name { font-weight: 600; text-anchor: end }
        .value { font-size: 9px; fill: #59636e }
        .note { fill: #59636e }
        .SLIPWAY { fill: #0969da }
        .TOMCAT { fill: #d4a72c }
        .JETTY { fill: #8250df; fill-opacity: .65 }
        .UNDERTOW { fill: #8c959f }
        .RAW { stroke: #cf222e; stroke-width: 2 }
        .best { stroke: #59636e; stroke-dasharray: 2 3 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 }
          .value, .note { fill: #9198a1 }
          .SLIPWAY { fill: #4493f8 }
          .TOMCAT { fill: #bb8009 }
          .JETTY { fill: #ab7df8 }
          .UNDERTOW { fill: #656c76 }
          .RAW { stroke: #f85149 }
          .best { stroke: #9198a1 }
        }
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();

  private Chart() {}

  static String of(String title, List<Row> rows) {
    return new Chart().draw(title, rows);
  }

  private String draw(String title, List<Row> rows) {
    int half = (rows.size() + 1) / 2;
    int height = TOP + half * ROW + 4;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\">\n",
        2 * COLUMN, height);
    svg.append("<title>").append(title).append("</title>\n").append(STYLE);
    add("<text x=\"12\" y=\"16\" class=\"note\">%s</text>\n", title);
    legend();
    for (int i = 0; i < rows.size(); i++) {
      int left = i / half * COLUMN + LABELS;
      row(rows.get(i), left, TOP + i % half * ROW);
    }
    for (int column = 0; column * half < rows.size(); column++) {
      int x = column * COLUMN + LABELS + (int) (LENGTH / MOST);
      int bottom = TOP + Math.min(half, rows.size() - column * half) * ROW - 8;
      add("<path d=\"M%d %dV%d\" class=\"best\"/>\n", x, TOP - 6, bottom);
    }
    return svg.append("</svg>\n").toString();
  }

  private void legend() {
    int x = 12;
    for (Kind kind : BARS) {
      add("<rect x=\"%d\" y=\"28\" width=\"10\" height=\"10\" class=\"%s\"/>\n", x, kind);
      add("<text x=\"%d\" y=\"37\">%s</text>\n", x + 15, kind.title);
      x += 45 + kind.title.length() * 6;
    }
    add("<path d=\"M%d 27v12\" class=\"RAW\"/>\n", x + 4);
    add("<text x=\"%d\" y=\"37\">%s, without servlets</text>\n", x + 12, Kind.RAW.title);
    x += 200;
    add("<path d=\"M%d 27v12\" class=\"best\"/>\n", x);
    add("<text x=\"%d\" y=\"37\">the best of the others</text>\n", x + 8);
  }

  private void row(Row row, int left, int top) {
    double best = row.median(row.best());
    int name = row.name().indexOf(", ");
    int middle = top + BARS.size() * BAR / 2;
    if (name < 0) {
      add("<text x=\"%d\" y=\"%d\" class=\"name\">%s</text>\n", left - 8, middle + 3, row.name());
    } else {
      String first = row.name().substring(0, name);
      String second = row.name().substring(name + 2);
      add("<text x=\"%d\" y=\"%d\" class=\"name\">%s</text>\n", left - 8, middle - 4, first);
      add("<text x=\"%d\" y=\"%d\" class=\"name\">%s</text>\n", left - 8, middle + 10, second);
    }
    int y = top;
    for (Kind kind : BARS) {
      if (row.has(kind)) {
        bar(kind, left, y, row.median(kind) / best, Report.number(row.median(kind)), row.unit());
      }
      y += BAR;
    }
    if (row.has(Kind.RAW)) {
      int x = left + length(row.median(Kind.RAW) / best);
      add("<path d=\"M%d %dv%d\" class=\"RAW\"/>\n", x, top - 2, BARS.size() * BAR + 3);
    }
  }

  /** One that is cut ends in a point. */
  private void bar(Kind kind, int left, int y, double ratio, String value, String unit) {
    int length = length(ratio);
    int thick = BAR - 1;
    String end = ratio > MOST ? "l%1$d %2$d-%1$d %2$d" : "v%3$d";
    add(
        "<path d=\"M%d %dh%d" + end.formatted(5, thick / 2, thick) + "h-%d\" class=\"%s\"/>\n",
        left,
        y,
        length,
        length,
        kind);
    add(
        "<text x=\"%d\" y=\"%d\" class=\"value\">%s %s</text>\n",
        left + length + (ratio > MOST ? 9 : 4), y + 8, value, unit);
  }

  private static int length(double ratio) {
    return (int) Math.round(Math.min(ratio, MOST) / MOST * LENGTH);
  }

  private void add(String pattern, Object... values) {
    svg.append(String.format(Locale.ROOT, pattern, values));
  }
}
