package io.slipway.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured: medians of rounds, as a table and as bars. */
final class Report {
  private static final int BAR = 14;
  private static final int LEFT = 190;
  private static final int WIDTH = 420;
  private static final double MOST = 3;
  private static final List<String> COLOURS = List.of("#1f77b4", "#d9a441", "#9a6fb0", "#8fa3ad");

  private final Map<String, Map<String, List<Double>>> rows = new LinkedHashMap<>();

  void add(String row, String server, double value) {
    rows.computeIfAbsent(row, r -> new LinkedHashMap<>())
        .computeIfAbsent(server, s -> new ArrayList<>())
        .add(value);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private List<String> servers(String ours) {
    List<String> servers = new ArrayList<>(List.of(ours));
    rows.values()
        .forEach(
            row ->
                row.keySet().stream()
                    .sorted()
                    .filter(s -> !servers.contains(s))
                    .forEach(servers::add));
    return servers;
  }

  /** The least of the others; NaN where there is none. */
  private static double best(Map<String, List<Double>> row, String ours) {
    return row.entrySet().stream()
        .filter(each -> !each.getKey().equals(ours))
        .mapToDouble(each -> median(each.getValue()))
        .min()
        .orElse(Double.NaN);
  }

  /** In Markdown; the last column is the first server by the best of the others. */
  String table(String ours) {
    List<String> servers = servers(ours);
    StringBuilder text = new StringBuilder("| |");
    servers.forEach(server -> text.append(' ').append(server).append(" |"));
    text.append(" × best other |\n|---|").append("--:|".repeat(servers.size() + 1)).append('\n');
    rows.forEach(
        (name, row) -> {
          text.append("| ").append(name).append(" |");
          for (String server : servers) {
            List<Double> values = row.get(server);
            text.append(values == null ? " – |" : format(" %.1f |", median(values)));
          }
          List<Double> own = row.get(ours);
          text.append(own == null ? " – |" : format(" %.2f |", median(own) / best(row, ours)));
          text.append('\n');
        });
    return text.toString();
  }

  /** An SVG of every row relative to the best of the others: the line at 1. */
  String chart(String ours) {
    List<String> servers = servers(ours);
    StringBuilder bars = new StringBuilder();
    int y = 40;
    for (Map.Entry<String, Map<String, List<Double>>> row : rows.entrySet()) {
      double best = best(row.getValue(), ours);
      bars.append(text(LEFT - 8, y + servers.size() * BAR / 2 + 4, "end", row.getKey()));
      for (int i = 0; i < servers.size(); i++) {
        List<Double> values = row.getValue().get(servers.get(i));
        if (values != null) {
          double ratio = median(values) / best;
          long width = Math.round(Math.min(ratio, MOST) / MOST * WIDTH);
          bars.append(
              format(
                  "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
                  LEFT, y, width, BAR - 2, COLOURS.get(i % COLOURS.size())));
          bars.append(text(LEFT + (int) width + 5, y + BAR - 4, "start", format("%.2f", ratio)));
        }
        y += BAR;
      }
      y += BAR / 2;
    }
    int one = LEFT + (int) (WIDTH / MOST);
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                + " font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
            LEFT + WIDTH + 50, y + 10));
    for (int i = 0; i < servers.size(); i++) {
      int x = LEFT + i * 110;
      svg.append(
          format(
              "<rect x=\"%d\" y=\"12\" width=\"10\" height=\"10\" fill=\"%s\"/>\n",
              x, COLOURS.get(i % COLOURS.size())));
      svg.append(text(x + 14, 21, "start", servers.get(i)));
    }
    svg.append(bars);
    svg.append(
        format("<line x1=\"%1$d\" y1=\"32\" x2=\"%1$d\" y2=\"%2$d\" stroke=\"#333\"/>\n", one, y));
    return svg.append("</svg>\n").toString();
  }

  private static String text(int x, int y, String anchor, String content) {
    return format("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, content);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
