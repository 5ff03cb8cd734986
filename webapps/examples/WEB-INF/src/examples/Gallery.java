package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** The list of the examples and, below /show/, a page about each: links, words, sources. */
@WebServlet({"", "/show/*"})
public class Gallery extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getServletPath().isEmpty()) {
      list(request, response);
      return;
    }
    String path = String.valueOf(request.getPathInfo());
    Optional<Example> example = Example.find(path.substring(1));
    if (example.isPresent()) {
      show(example.get(), request, response);
    } else {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  private void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try (Html html = Html.page(request, response, "Servlets by example")) {
      html.markup("<p class=\"lead\">Each example is a servlet short enough to read at once.");
      html.markup(" Try it, see what travels, read its source.</p>\n<ul class=\"cards\">\n");
      for (Example example : Example.ALL) {
        html.markup(
            "<li><a href=\"show/%s\">%s</a><span>%s</span></li>\n"
                .formatted(example.id(), example.title(), example.summary()));
      }
      html.markup("</ul>\n");
    }
  }

  private void show(Example example, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (Html html = Html.page(request, response, example.title())) {
      html.markup("<nav aria-label=\"Examples\"><ul>\n");
      for (Example other : Example.ALL) {
        html.markup(
            "<li><a href=\"%s\"%s>%s</a></li>\n"
                .formatted(
                    other.id(), other == example ? " aria-current=\"page\"" : "", other.title()));
      }
      html.markup("</ul></nav>\n");
      html.markup(Source.read(getServletContext(), "/WEB-INF/pages/" + example.id() + ".html"));
      html.markup("<section class=\"source\">\n<h2>Its source</h2>\n");
      for (String file : example.sources()) {
        html.markup("<h3><a href=\"../source/%1$s\">%1$s</a></h3>\n".formatted(file));
        html.markup(Source.colour(Source.load(getServletContext(), file)));
      }
      html.markup("</section>\n");
    }
  }
}
