package io.slipway.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What was measured: a value of each server in each round of each row. */
final class Report {
  /** With whom Slipway competes. */
  private static final List<Kind> PEERS = List.of(Kind.TOMCAT, Kind.JETTY, Kind.UNDERTOW);

  /** In the order in which they were measured. */
  private final Map<String, Row> rows = new LinkedHashMap<>();

  /** Less is better in all of them. */
  record Row(String name, String unit, Map<Kind, List<Double>> values) {
    boolean has(Kind kind) {
      return values.containsKey(kind);
    }

    /** Of each round; none where it was not measured. */
    List<Double> of(Kind kind) {
      return values.getOrDefault(kind, List.of());
    }

    /** NaN where it was not measured. */
    double median(Kind kind) {
      return Report.median(of(kind));
    }

    /** Of the peers; Slipway where there is none. */
    Kind best() {
      Kind best = Kind.SLIPWAY;
      for (Kind peer : PEERS) {
        if (has(peer) && (best == Kind.SLIPWAY || median(peer) < median(best))) {
          best = peer;
        }
      }
      return best;
    }

    /** The median of the ratios of each round, so that a slow minute counts for both. */
    double ratio(Kind kind, Kind to) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < Math.min(of(kind).size(), of(to).size()); i++) {
        ratios.add(of(kind).get(i) / of(to).get(i));
      }
      return Report.median(ratios);
    }
  }

  void add(String row, String unit, Kind server, double value) {
    rows.computeIfAbsent(row, name -> new Row(name, unit, new EnumMap<>(Kind.class)))
        .values
        .computeIfAbsent(server, s -> new ArrayList<>())
        .add(value);
  }

  List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** In Markdown. */
  String table() {
    List<Kind> kinds =
        Stream.of(Kind.values())
            .filter(kind -> rows.values().stream().anyMatch(row -> row.has(kind)))
            .toList();
    StringBuilder text = new StringBuilder("| |");
    for (Kind kind : kinds) {
      text.append(' ').append(kind.title).append(" |");
    }
    text.append(" × best | × raw |\n|---|").append("--:|".repeat(kinds.size() + 2));
    for (Row row : rows.values()) {
      text.append("\n| ").append(row.name).append(", ").append(row.unit).append(" |");
      for (Kind kind : kinds) {
        text.append(' ').append(number(row.median(kind))).append(" |");
      }
      text.append(' ').append(format("%.2f", row.ratio(Kind.SLIPWAY, row.best()))).append(" |");
      text.append(' ').append(format("%.2f", row.ratio(Kind.SLIPWAY, Kind.RAW))).append(" |");
    }
    return text.append('\n').toString();
  }

  /** With three digits or more. */
  static String number(double value) {
    return format(value < 100 ? "%.1f" : "%,.0f", value);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String format(String pattern, double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, pattern, value);
  }
}
