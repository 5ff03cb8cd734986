package io.slipway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The figures in README.md, between two marks for each JDK, with a chart in {@code docs}. */
final class Published {
  private Published() {}

  static void put(String table, Report report) throws IOException {
    int jdk = Runtime.version().feature();
    String picture = "docs/speed-" + jdk + ".svg";
    String title = "JDK " + jdk + ": less is better";
    Files.writeString(Server.ROOT.resolve(picture), Chart.of(title, report.rows()));

    Path readme = Server.ROOT.resolve("README.md");
    String text = Files.readString(readme);
    String begin = "<!-- speed " + jdk + " -->\n";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf("<!-- end -->", from);
    if (from < begin.length() || to < 0) {
      throw new IOException(readme + " has no place for JDK " + jdk);
    }
    String figures = "\n![" + title + "](" + picture + ")\n\n" + table + '\n';
    Files.writeString(readme, text.substring(0, from) + figures + text.substring(to));
  }
}
