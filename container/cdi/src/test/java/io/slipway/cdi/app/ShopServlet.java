package io.slipway.cdi.app;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.Collections;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Does what its path says. */
@WebServlet(
    urlPatterns = {"/do/*"},
    asyncSupported = true)
public class ShopServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Journal constructed;
  @Inject private transient Ticket ticket;
  @Inject private Cart cart;
  @Inject private Wizard wizard;
  @Inject private transient Journal journal;
  @Inject private transient HttpServletRequest injectedRequest;
  @Inject private transient HttpSession injectedSession;
  @Inject private transient ServletContext injectedContext;
  @Inject private transient BeanManager manager;

  @Resource(name = "BeanManager")
  private transient BeanManager declared;

  private boolean ready;

  @Inject
  public ShopServlet(Journal constructed) {
    this.constructed = constructed;
  }

  @PostConstruct
  void ready() {
    ready = journal != null;
  }

  /** Told of the end of an asynchronous cycle, with an injection of its own. */
  public static class Ended implements AsyncListener {
    @Inject private Ticket ticket;
    @Inject private Journal journal;

    @Override
    public void onComplete(AsyncEvent event) {
      ticket.stamp("completed");
      journal.note("async " + ticket.stamps());
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      ticket.stamp("timeout");
      event.getAsyncContext().complete();
    }

    @Override
    public void onError(AsyncEvent event) {
      ticket.stamp("error");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      ticket.stamp("again");
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    Object included = request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
    switch (included == null ? request.getPathInfo() : (String) included) {
      case "/inject" ->
          print(
              response,
              ready
                  + " "
                  + (constructed != null)
                  + " "
                  + injectedRequest.getPathInfo()
                  + " "
                  + injectedContext.getContextPath()
                  + " "
                  + injectedSession.getId().equals(request.getSession().getId()));
      case "/request" -> {
        ticket.stamp("servlet");
        print(response, ticket.stamps());
      }
      case "/forward" -> {
        ticket.stamp("forward");
        request.getRequestDispatcher("/do/request").forward(request, response);
      }
      case "/include" -> {
        ticket.stamp("include");
        request.getRequestDispatcher("/do/request").include(request, response);
        ticket.stamp("after");
        print(response, "|" + ticket.stamps());
      }
      case "/shown" -> print(response, shown());
      case "/forwardShown" -> {
        ticket.stamp(shown());
        request.getRequestDispatcher("/do/forwardedShown").forward(request, response);
      }
      case "/forwardedShown" -> print(response, ticket.stamps() + " " + shown());
      case "/includeShown" -> {
        print(response, shown() + " ");
        request.getRequestDispatcher("/do/shown").include(request, response);
        print(response, " " + shown());
      }
      case "/asyncShown" -> {
        ticket.stamp(shown());
        AsyncContext async = request.startAsync();
        new Thread(() -> async.dispatch("/do/failShown")).start();
      }
      case "/failShown" -> {
        ticket.stamp(shown());
        throw new ServletException("as asked");
      }
      case "/fail" -> {
        ticket.stamp("fail");
        throw new ServletException("as asked");
      }
      case "/error" -> {
        ticket.stamp("error");
        print(response, ticket.stamps() + " " + injectedRequest.getDispatcherType());
      }
      case "/async" -> async(request, response);
      case "/timeout" -> {
        AsyncContext async = request.startAsync();
        async.setTimeout(50);
        async.addListener(async.createListener(Ended.class));
        ticket.stamp("waiting");
      }
      case "/cart" -> print(response, "" + cart.add());
      case "/passivate" -> print(response, "" + passivate(request.getSession()));
      case "/leave" -> {
        request.getSession().invalidate();
        print(response, "left");
      }
      case "/journal" -> print(response, String.join(",", journal.entries()));
      case "/begin" -> print(response, wizard.begin() + ":" + wizard.next());
      case "/next" -> print(response, "" + wizard.next());
      case "/hold" -> {
        wizard.next();
        journal.note("held");
        long end = System.nanoTime() + 20_000_000_000L;
        while (!journal.entries().contains("released") && System.nanoTime() < end) {
          Thread.onSpinWait();
        }
        print(response, "" + wizard.next());
      }
      case "/release" -> {
        journal.note("released");
        print(response, "released");
      }
      case "/asyncNext" -> asyncNext(request, response);
      case "/end" -> {
        wizard.end();
        print(response, "end");
      }
      case "/names" -> {
        try {
          InitialContext names = new InitialContext();
          print(
              response,
              manager.equals(names.lookup("java:comp/BeanManager"))
                  + " "
                  + manager.equals(names.lookup("java:comp/env/BeanManager"))
                  + " "
                  + manager.equals(declared));
        } catch (NamingException missing) {
          throw new ServletException(missing);
        }
      }
      case "/current" ->
          print(
              response,
              (CDI.current().select(Journal.class).get().entries() == journal.entries())
                  + " "
                  + (CDI.current().getBeanManager() != null
                      && CDI.current().getBeanManager().equals(manager))
                  + " "
                  + (getServletContext().getAttribute(BeanManager.class.getName())
                      instanceof BeanManager));
      default -> response.sendError(404);
    }
  }

  /** Writes the session down and reads it again, as a server does that keeps sessions on disk. */
  private static int passivate(HttpSession session) throws IOException, ServletException {
    int count = 0;
    for (String name : Collections.list(session.getAttributeNames())) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(session.getAttribute(name));
      }
      session.removeAttribute(name);
      try (ObjectInputStream in = new ContextInput(bytes.toByteArray())) {
        session.setAttribute(name, in.readObject());
        count++;
      } catch (ClassNotFoundException missing) {
        throw new ServletException(missing);
      }
    }
    return count;
  }

  private static final class ContextInput extends ObjectInputStream {
    ContextInput(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      return Class.forName(type.getName(), false, Thread.currentThread().getContextClassLoader());
    }
  }

  private void async(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      ticket.stamp("dispatched");
      print(
          response, ticket.stamps() + " " + injectedRequest.getDispatcherType() + " " + cart.add());
      return;
    }
    ticket.stamp("started");
    cart.add();
    AsyncContext async = request.startAsync();
    async.addListener(async.createListener(Ended.class));
    new Thread(async::dispatch).start();
  }

  private void asyncNext(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int step = wizard.next();
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      print(response, "" + step);
    } else {
      AsyncContext async = request.startAsync();
      new Thread(async::dispatch).start();
    }
  }

  /** The dispatch, as the injected request has it. */
  private String shown() {
    return injectedRequest.getDispatcherType() + injectedRequest.getPathInfo();
  }

  private static void print(HttpServletResponse response, String text) throws IOException {
    response.getWriter().print(text);
  }
}
