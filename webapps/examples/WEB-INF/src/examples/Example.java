package examples;

import java.util.List;
import java.util.Optional;

/**
 * One entry of the gallery. Its text stands in {@code WEB-INF/pages/<id>.html}.
 *
 * @param sources names of files the visitor may read; nothing else is ever shown
 */
record Example(String id, String title, String summary, List<String> sources) {

  static final List<Example> ALL =
      List.of(
          of("hello", "Hello", "A name goes in, a greeting comes out.", "Hello.java"),
          of("echo", "Request echo", "The request as a servlet sees it.", "Echo.java"),
          of("form", "Forms", "Fields of the query string and of a POST body.", "Form.java"),
          of("json", "JSON", "JSON out, JSON in.", "JsonOrder.java", "Json.java"),
          of("cookies", "Cookies", "Set one, read it, let it expire.", "Cookies.java"),
          of(
              "sessions",
              "Sessions",
              "A counter for each visitor.",
              "Visits.java",
              "LiveSessions.java"),
          of("upload", "Upload", "Files in a multipart body.", "Upload.java"),
          of("redirect", "Redirect", "307 keeps the method, 303 does not.", "Redirect.java"),
          of(
              "caching",
              "Conditional GET",
              "Nothing new: 304 and no body.",
              "ETag.java",
              "LastModified.java"),
          of("gzip", "Compression", "A long text on a short way.", "BigText.java"),
          of(
              "filters",
              "Filter chain",
              "What stands in front of a servlet.",
              "Trace.java",
              "Filtered.java",
              "web.xml"),
          of("dispatcher", "Dispatcher", "Forward and include.", "Dispatch.java", "Target.java"),
          of(
              "errors",
              "Error pages",
              "By status and by exception.",
              "Fail.java",
              "ErrorPage.java",
              "web.xml"),
          of(
              "headers",
              "Security headers",
              "A filter in front of every page.",
              "SecurityHeaders.java",
              "Html.java"));

  private static Example of(String id, String title, String summary, String... sources) {
    return new Example(id, title, summary, List.of(sources));
  }

  static Optional<Example> find(String id) {
    return ALL.stream().filter(example -> example.id.equals(id)).findFirst();
  }
}
