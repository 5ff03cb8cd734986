package webapp;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The webapp that every server serves, unchanged. */
@SuppressWarnings("serial")
public final class Servlets {
  /** All of them, for a server that does not look for annotations. */
  public static final List<Class<?>> ALL =
      List.of(
          Hello.class,
          Chain.class,
          Json.class,
          Page.class,
          Forward.class,
          Session.class,
          Form.class,
          Echo.class,
          Async.class,
          Upload.class,
          One.class,
          Two.class,
          Three.class,
          Four.class,
          Five.class);

  private Servlets() {}

  private static void plain(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().write(text);
  }

  @WebServlet("/hello")
  public static class Hello extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      plain(response, "Hello, World!");
    }
  }

  /** Behind five filters. */
  @WebServlet("/chain")
  public static class Chain extends Hello {}

  @WebFilter("/chain")
  public static class One extends HttpFilter {}

  @WebFilter("/chain")
  public static class Two extends HttpFilter {}

  @WebFilter("/chain")
  public static class Three extends HttpFilter {}

  @WebFilter("/chain")
  public static class Four extends HttpFilter {}

  @WebFilter("/chain")
  public static class Five extends HttpFilter {}

  @WebServlet("/json")
  public static class Json extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("application/json");
      response.setCharacterEncoding("UTF-8");
      StringBuilder json = new StringBuilder("{\"path\":\"").append(request.getServletPath());
      json.append("\",\"squares\":[");
      for (int i = 1; i <= 20; i++) {
        json.append(i == 1 ? "" : ",").append(i * i);
      }
      response.getWriter().write(json.append("]}").toString());
    }
  }

  /** A table as templates write it: in many small pieces. */
  @WebServlet("/page")
  public static class Page extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/html;charset=UTF-8");
      PrintWriter out = response.getWriter();
      out.print("<!DOCTYPE html><title>Items</title><table>\n");
      for (int i = 1; i <= 300; i++) {
        out.print("<tr><td>");
        out.print(i);
        out.print("</td><td class=\"name\">Item ");
        out.print(i * 37 % 1000);
        out.print("</td></tr>\n");
      }
      out.print("</table>\n");
    }
  }

  @WebServlet("/forward")
  public static class Forward extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      request.setAttribute("from", "forward");
      request.getRequestDispatcher("/hello").forward(request, response);
    }
  }

  @WebServlet("/session")
  public static class Session extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      HttpSession session = request.getSession();
      Integer seen = (Integer) session.getAttribute("seen");
      session.setAttribute("seen", seen == null ? 1 : seen + 1);
      plain(response, "seen");
    }
  }

  @WebServlet("/form")
  public static class Form extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      int length = 0;
      for (String name : Collections.list(request.getParameterNames())) {
        length += request.getParameter(name).length();
      }
      plain(response, "characters=" + length);
    }
  }

  @WebServlet("/echo")
  public static class Echo extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] body = request.getInputStream().readAllBytes();
      response.setContentType("application/octet-stream");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }

  /** Completed by a thread of the application. */
  @WebServlet(value = "/async", asyncSupported = true)
  public static class Async extends HttpServlet {
    private ExecutorService pool;

    /** Of daemons. */
    public static ExecutorService pool() {
      return Executors.newFixedThreadPool(
          4,
          task -> {
            Thread thread = new Thread(task, "application");
            thread.setDaemon(true);
            return thread;
          });
    }

    @Override
    public void init() {
      pool = pool();
    }

    @Override
    public void destroy() {
      pool.shutdown();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      AsyncContext async = request.startAsync();
      pool.execute(
          () -> {
            try {
              plain((HttpServletResponse) async.getResponse(), "Hello, World!");
            } catch (IOException e) {
              getServletContext().log("not written", e);
            }
            async.complete();
          });
    }
  }

  @WebServlet("/upload")
  @MultipartConfig(fileSizeThreshold = 1 << 20)
  public static class Upload extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      Part file = request.getPart("file");
      int read = 0;
      byte[] buffer = new byte[8192];
      try (InputStream in = file.getInputStream()) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          read += n;
        }
      }
      plain(response, file.getSubmittedFileName() + " " + read);
    }
  }
}
