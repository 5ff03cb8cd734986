package examples;

import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows a source file, if the gallery names it. Clients never reach WEB-INF; a servlet does. */
@WebServlet("/source/*")
public class Source extends HttpServlet {

  /** What gets a colour in escaped Java and XML. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>/\\*(?s:.*?)\\*/|(?<!:)//.*|&lt;!--(?s:.*?)--&gt;)"
              + "|(?<string>&quot;.*?(?<!\\\\)&quot;)"
              + "|(?<annotation>@[A-Z]\\w*)"
              + "|(?<tag>&lt;/?[a-z][\\w-]*)"
              + "|\\b(?<keyword>package|import|public|protected|private|static|final|class|record"
              + "|extends|implements|throws|throw|return|new|if|else|for|while|switch|case|default"
              + "|try|catch|instanceof|this|void|int|long|double|boolean|char|byte|null|true|false"
              + ")\\b");

  private static final List<String> KINDS =
      List.of("comment", "string", "annotation", "tag", "keyword");

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = String.valueOf(request.getPathInfo());
    String file = path.substring(1);
    if (Example.ALL.stream().noneMatch(example -> example.sources().contains(file))) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    try (Html html = Html.page(request, response, file)) {
      html.markup(colour(load(getServletContext(), file)));
    }
  }

  /** Loads a file of the allow-list. */
  static String load(ServletContext context, String file) throws IOException {
    return read(context, "/WEB-INF/" + (file.endsWith(".java") ? "src/examples/" : "") + file);
  }

  static String read(ServletContext context, String path) throws IOException {
    try (InputStream in = context.getResourceAsStream(path)) {
      if (in == null) {
        throw new FileNotFoundException(path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Source text as markup, coloured for the eye only. */
  static String colour(String source) {
    StringBuilder out = new StringBuilder("<pre tabindex=\"0\"><code>");
    Matcher token = TOKEN.matcher(Html.escape(source));
    while (token.find()) {
      String kind = KINDS.stream().filter(name -> token.group(name) != null).findFirst().get();
      token.appendReplacement(out, "<span class=\"" + kind + "\">$0</span>");
    }
    return token.appendTail(out).append("</code></pre>\n").toString();
  }
}
