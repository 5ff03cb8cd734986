package board;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import org.springframework.web.WebApplicationInitializer;
import org.springframework.web.context.ContextLoaderListener;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.servlet.DispatcherServlet;

public class BoardInitializer implements WebApplicationInitializer {
  @Override
  public void onStartup(ServletContext servletContext) {
    AnnotationConfigWebApplicationContext root = new AnnotationConfigWebApplicationContext();
    root.register(RootConfig.class);
    servletContext.addListener(new ContextLoaderListener(root));
    AnnotationConfigWebApplicationContext web = new AnnotationConfigWebApplicationContext();
    web.register(WebConfig.class);
    ServletRegistration.Dynamic board =
        servletContext.addServlet("board", new DispatcherServlet(web));
    board.setLoadOnStartup(1);
    board.setAsyncSupported(true);
    board.setMultipartConfig(new MultipartConfigElement("", 100_000, 200_000, 0));
    board.addMapping("/");
    var encoding = servletContext.addFilter("encoding", new CharacterEncodingFilter("UTF-8", true));
    encoding.setAsyncSupported(true);
    encoding.addMappingForUrlPatterns(null, false, "/*");
  }
}
