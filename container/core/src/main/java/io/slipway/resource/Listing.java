package io.slipway.resource;

import io.slipway.model.PathEncoding;
import io.slipway.wire.ErrorText;
import io.slipway.wire.HttpDates;
import java.io.IOException;
import java.util.Set;

/** The page of a folder: names escaped for HTML, links for URLs. */
final class Listing {
  private Listing() {}

  static String html(WebappResources resources, String folder, Set<String> paths)
      throws IOException {
    StringBuilder page = new StringBuilder(1024);
    String title = ErrorText.escapeHtml(folder);
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>")
        .append(title);
    page.append("</title></head>\n<body>\n<h1>")
        .append(title)
        .append("</h1>\n<table>\n<tr><th>Name</th><th>Size</th><th>Modified</th></tr>\n");
    if (!folder.equals("/")) {
      page.append("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
    }
    for (String path : paths) {
      Resource resource = resources.lookup(path);
      if (resource == null || WebappResources.isHidden(path)) {
        continue;
      }
      String name = resource.name() + (resource.isDirectory() ? "/" : "");
      // "./" keeps a name with a colon from being taken for a scheme.
      page.append("<tr><td><a href=\"./")
          .append(ErrorText.escapeHtml(PathEncoding.encode(name).toString()))
          .append("\">")
          .append(ErrorText.escapeHtml(name))
          .append("</a></td><td>");
      page.append(resource.isDirectory() ? "" : Long.toString(resource.length()))
          .append("</td><td>");
      page.append(HttpDates.format(resource.lastModified())).append("</td></tr>\n");
    }
    return page.append("</table>\n</body>\n</html>\n").toString();
  }
}
