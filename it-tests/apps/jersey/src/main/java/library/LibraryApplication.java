package library;

import jakarta.ws.rs.ApplicationPath;
import org.glassfish.jersey.media.multipart.MultiPartFeature;
import org.glassfish.jersey.server.ResourceConfig;

@ApplicationPath("/api")
public class LibraryApplication extends ResourceConfig {
  public LibraryApplication() {
    packages("library");
    register(MultiPartFeature.class);
  }
}
