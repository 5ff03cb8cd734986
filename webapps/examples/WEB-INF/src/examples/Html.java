package examples;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;

/**
 * Writes a page. Whatever is given to it is text and gets escaped, so no example has to remember
 * to; only {@link #markup} takes HTML as it is.
 */
final class Html implements AutoCloseable {

  private final PrintWriter out;
  private boolean table;

  private Html(PrintWriter out) {
    this.out = out;
  }

  /** Begins a page with a heading; closing it ends the page. */
  static Html page(HttpServletRequest request, HttpServletResponse response, String title)
      throws IOException {
    response.setContentType("text/html;charset=UTF-8");
    Html html = new Html(response.getWriter());
    html.markup(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%2$s · Slipway examples</title>
        <link rel="icon" href="%1$s/slipway.svg">
        <link rel="stylesheet" href="%1$s/examples.css">
        <script src="%1$s/try.js" defer></script>
        </head>
        <body>
        <header class="bar">
        <a class="home" href="%1$s/"><img src="%1$s/slipway.svg" alt="" width="28" height="28">
        Slipway examples</a>
        <a href="/">Start page</a>
        </header>
        <main>
        <h1>%2$s</h1>
        """
            .formatted(escape(request.getContextPath()), escape(title)));
    return html;
  }

  /** Text for an element's content or a quoted attribute. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  void text(String text) {
    markup("<p>" + escape(text) + "</p>\n");
  }

  void link(String address, String text) {
    markup("<p><a data-try href=\"" + escape(address) + "\">" + escape(text) + "</a></p>\n");
  }

  /** A name and its value; rows that follow each other make one table. */
  void row(String name, Object value) {
    String text = value instanceof Object[] many ? Arrays.toString(many) : "" + value;
    out.print(table ? "" : "<table class=\"pairs\">\n");
    out.print(
        "<tr><th scope=\"row\">" + escape(name) + "</th><td>" + escape(text) + "</td></tr>\n");
    table = true;
  }

  /** Writes HTML as it is: never with anything in it that came from a request. */
  void markup(String html) {
    out.print(table ? "</table>\n" : "");
    out.print(html);
    table = false;
  }

  @Override
  public void close() {
    markup("</main>\n</body>\n</html>\n");
    out.close();
  }
}
