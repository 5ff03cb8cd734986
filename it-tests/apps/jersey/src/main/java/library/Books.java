package library;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.glassfish.jersey.media.multipart.FormDataContentDisposition;
import org.glassfish.jersey.media.multipart.FormDataParam;

@Path("books")
@Produces(MediaType.APPLICATION_JSON)
public class Books {
  private static final Map<String, Book> BOOKS = new ConcurrentHashMap<>();

  @PUT
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response put(@PathParam("id") String id, Book book, @Context UriInfo uri) {
    BOOKS.put(id, book);
    URI at = uri.getAbsolutePath();
    return Response.created(at).build();
  }

  @GET
  @Path("{id}")
  public Response get(@PathParam("id") String id, @Context Request request) {
    Book book = BOOKS.get(id);
    if (book == null) {
      throw new NotFoundException("No book " + id);
    }
    EntityTag tag = new EntityTag(Integer.toHexString(book.hashCode()));
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    return unchanged != null ? unchanged.build() : Response.ok(book).tag(tag).build();
  }

  @POST
  @Path("login")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.TEXT_PLAIN)
  public String login(
      @FormParam("name") String name,
      @FormParam("password") String password,
      @Context HttpServletRequest request) {
    if (!password.equals(name + "!")) {
      throw new NotAuthorizedException("Form");
    }
    request.getSession().setAttribute("reader", name);
    return "welcome " + name;
  }

  @GET
  @Path("reader")
  @Produces(MediaType.TEXT_PLAIN)
  public String reader(@Context HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session == null ? "nobody" : String.valueOf(session.getAttribute("reader"));
  }

  @GET
  @Path("later")
  @Produces(MediaType.TEXT_PLAIN)
  public void later(@Suspended AsyncResponse response) {
    CompletableFuture.runAsync(() -> response.resume("later"));
  }

  @GET
  @Path("events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void events(@Context SseEventSink sink, @Context Sse sse) {
    CompletableFuture.runAsync(
        () -> {
          try (sink) {
            for (int i = 1; i <= 3; i++) {
              sink.send(sse.newEvent("tick", String.valueOf(i))).toCompletableFuture().join();
            }
          } catch (IOException gone) {
            throw new UncheckedIOException(gone);
          }
        });
  }

  @POST
  @Path("upload")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Produces(MediaType.TEXT_PLAIN)
  public String upload(
      @FormDataParam("file") InputStream file,
      @FormDataParam("file") FormDataContentDisposition about)
      throws IOException {
    return about.getFileName() + ": " + new String(file.readAllBytes(), StandardCharsets.UTF_8);
  }
}
