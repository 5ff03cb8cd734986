package webapp;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The webapp of the soak: each servlet is one thing that a container could leave behind. */
@SuppressWarnings("serial")
public final class Servlets {
  /** Left on purpose in the threads of the container, as careless libraries do. */
  private static final ThreadLocal<Left> LEFT = new ThreadLocal<>();

  private Servlets() {}

  /** A value of a class of the webapp. */
  private static final class Left {
    private final byte[] bytes = new byte[1024];
  }

  private static void plain(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().write(text);
  }

  /** {@code ?size=} characters, 13 without. */
  @WebServlet("/text")
  public static class Text extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      LEFT.set(new Left());
      String size = request.getParameter("size");
      plain(
          response,
          size == null ? "Hello, World!" : "0123456789abcdef".repeat(Integer.parseInt(size) / 16));
    }
  }

  /** Bytes that cannot be compressed, in many writes. */
  @WebServlet("/bytes")
  public static class Bytes extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("application/octet-stream");
      OutputStream out = response.getOutputStream();
      byte[] block = new byte[8192];
      for (int left = Integer.parseInt(request.getParameter("size")); left > 0; left -= 8192) {
        out.write(block);
      }
    }
  }

  /** Counts the body, read in blocks. */
  @WebServlet("/count")
  public static class Count extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      long count = 0;
      InputStream in = request.getInputStream();
      byte[] block = new byte[8192];
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        count += n;
      }
      plain(response, Long.toString(count));
    }
  }

  /** Counts the body as it arrives. */
  @WebServlet(urlPatterns = "/nonblocking", asyncSupported = true)
  public static class NonBlocking extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      AsyncContext async = request.startAsync();
      ServletInputStream in = request.getInputStream();
      in.setReadListener(
          new ReadListener() {
            private final byte[] block = new byte[8192];
            private long count;

            @Override
            public void onDataAvailable() throws IOException {
              while (in.isReady()) {
                int n = in.read(block);
                if (n < 0) {
                  return;
                }
                count += n;
              }
            }

            @Override
            public void onAllDataRead() throws IOException {
              plain(response, Long.toString(count));
              async.complete();
            }

            @Override
            public void onError(Throwable failure) {
              async.complete();
            }
          });
    }
  }

  /** Parts go to files from 4 KB on. */
  @WebServlet("/upload")
  @MultipartConfig(fileSizeThreshold = 4096)
  public static class Upload extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      long size = 0;
      for (Part part : request.getParts()) {
        size += part.getSize();
      }
      plain(response, Long.toString(size));
    }
  }

  /** Answers after {@code ?ms=}; never for a negative number, so that the timeout ends it. */
  @WebServlet(urlPatterns = "/async", asyncSupported = true)
  public static class Async extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      AsyncContext async = request.startAsync();
      int millis = Integer.parseInt(request.getParameter("ms"));
      async.setTimeout(millis < 0 ? 500 : 20_000);
      if (millis >= 0) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, async::start)
            .execute(
                () -> {
                  try {
                    plain(response, "later");
                  } catch (IOException gone) {
                    // nobody to answer
                  }
                  async.complete();
                });
      }
    }
  }

  /** Lines, each flushed, in the time of half a second. */
  @WebServlet("/events")
  public static class Events extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/event-stream;charset=UTF-8");
      PrintWriter out = response.getWriter();
      for (int i = 0; i < 10 && !out.checkError(); i++) {
        out.write("data: event " + i + "\n\n");
        response.flushBuffer();
        try {
          TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException end) {
          return;
        }
      }
    }
  }

  /** {@code ?end} ends the session; one that is left ends soon. */
  @WebServlet("/session")
  public static class Session extends HttpServlet {
    @Inject private Visits visits;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      request.getSession().setMaxInactiveInterval(20);
      request.getSession().setAttribute("filling", new byte[2048]);
      plain(response, Integer.toString(visits.add()));
      if (request.getParameter("end") != null) {
        request.getSession().invalidate();
      }
    }
  }

  /** Fails as asked. */
  @WebServlet("/fail")
  public static class Fail extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.sendError(Integer.parseInt(request.getParameter("status")));
    }
  }
}
