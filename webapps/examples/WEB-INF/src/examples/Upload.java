package examples;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.zip.CRC32;

/** Takes files, measures them and keeps nothing. */
@WebServlet("/upload")
@MultipartConfig(maxFileSize = 1024 * 1024, maxRequestSize = 4 * 1024 * 1024)
public class Upload extends HttpServlet {

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Collection<Part> parts;
    try {
      parts = request.getParts();
    } catch (ServletException notMultipart) {
      response.sendError(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
      return;
    } catch (IllegalStateException tooLarge) {
      response.sendError(413, "At most 1 MiB a file and 4 MiB in all."); // Content Too Large
      return;
    }
    try (Html html = Html.page(request, response, "Received")) {
      for (Part part : parts) {
        html.row("part", part.getName());
        html.row("file name", part.getSubmittedFileName()); // the client's word: never a path
        html.row("content type", part.getContentType());
        html.row("size", part.getSize() + " bytes");
        html.row("CRC-32", crc32(part));
        part.delete();
      }
    }
  }

  private static String crc32(Part part) throws IOException {
    CRC32 crc = new CRC32();
    try (InputStream in = part.getInputStream()) {
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        crc.update(buffer, 0, n);
      }
    }
    return String.format("%08x", crc.getValue());
  }
}
