package io.slipway.descriptor;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.annotation.sql.DataSourceDefinitions;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.HttpMethodConstraint;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.ServletSecurity.EmptyRoleSemantic;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.Serializable;

/** Classes that tests put into webapps; none is ever run. */
@SuppressWarnings("serial")
final class Samples {
  private Samples() {}

  static class Plain extends HttpServlet {}

  @WebServlet(
      name = "annotated",
      urlPatterns = {"/annotated", "/annotated/*"},
      initParams = {
        @WebInitParam(name = "a", value = "annotation"),
        @WebInitParam(name = "b", value = "annotation")
      },
      loadOnStartup = 3,
      asyncSupported = true)
  @MultipartConfig(maxFileSize = 100, fileSizeThreshold = 7)
  static class Annotated extends HttpServlet {}

  @WebServlet("/unnamed")
  static class Unnamed extends HttpServlet {}

  @WebServlet(name = "annotated", value = "/other")
  static class SameName extends HttpServlet {}

  @WebServlet(value = "/x", urlPatterns = "/y")
  static class Both extends HttpServlet {}

  @WebServlet(name = "nowhere")
  static class Nowhere extends HttpServlet {}

  @WebServlet("/none")
  static class NoServlet {}

  @WebServlet("/abstract")
  abstract static class AbstractServlet extends HttpServlet {}

  @WebServlet("bad")
  static class BadPattern extends HttpServlet {}

  @WebFilter(
      filterName = "f",
      value = "/annotated/*",
      dispatcherTypes = {DispatcherType.FORWARD, DispatcherType.ASYNC},
      initParams = @WebInitParam(name = "a", value = "annotation"))
  static class AnnotatedFilter extends PlainFilter {}

  @WebFilter(
      filterName = "f",
      servletNames = "annotated",
      asyncSupported = true,
      initParams = @WebInitParam(name = "a", value = "annotation"))
  static class FilterOfServlet extends PlainFilter {}

  @WebFilter(filterName = "unmapped")
  static class FilterOfNothing extends PlainFilter {}

  @WebFilter("/*")
  static class NoFilter {}

  /** A servlet, though none of HTTP. */
  @WebServlet("/generic")
  static class Generic extends GenericServlet {
    @Override
    public void service(ServletRequest request, ServletResponse response) {}
  }

  @DataSourceDefinition(
      name = "java:app/jdbc/a",
      className = "a.A",
      maxPoolSize = 3,
      properties = {"p = v=w", "=none"})
  static class DefinesOne {}

  @DataSourceDefinitions({
    @DataSourceDefinition(name = "java:app/jdbc/b", className = "a.B"),
    @DataSourceDefinition(name = "java:app/jdbc/c", className = "a.C")
  })
  static class DefinesTwo {}

  @DataSourceDefinition(name = "", className = "a.A")
  static class DefinesNameless {}

  static class PlainFilter implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException {}
  }

  @WebListener
  static class AnnotatedListener implements ServletContextListener {}

  static class PlainListener implements ServletContextListener {}

  @WebListener
  static class NoListener implements Serializable {}

  @ServletSecurity
  static class AllDefault extends HttpServlet {}

  @ServletSecurity(@HttpConstraint(transportGuarantee = TransportGuarantee.CONFIDENTIAL))
  static class Confidential extends HttpServlet {}

  @ServletSecurity(@HttpConstraint(EmptyRoleSemantic.DENY))
  static class Deny extends HttpServlet {}

  @ServletSecurity(@HttpConstraint(rolesAllowed = "R1"))
  static class Role extends HttpServlet {}

  static class InheritsRole extends Role {}

  @ServletSecurity(
      httpMethodConstraints = {
        @HttpMethodConstraint(value = "GET", rolesAllowed = "R1"),
        @HttpMethodConstraint(
            value = "POST",
            rolesAllowed = "R1",
            transportGuarantee = TransportGuarantee.CONFIDENTIAL)
      })
  static class Methods extends HttpServlet {}

  @ServletSecurity(
      value = @HttpConstraint(rolesAllowed = "R1"),
      httpMethodConstraints = @HttpMethodConstraint("GET"))
  static class ExceptGet extends HttpServlet {}

  @ServletSecurity(
      value = @HttpConstraint(rolesAllowed = "R1"),
      httpMethodConstraints =
          @HttpMethodConstraint(value = "TRACE", emptyRoleSemantic = EmptyRoleSemantic.DENY))
  static class DenyTrace extends HttpServlet {}

  @ServletSecurity(@HttpConstraint(rolesAllowed = "*"))
  static class Star extends HttpServlet {}

  @ServletSecurity(
      httpMethodConstraints = {@HttpMethodConstraint("GET"), @HttpMethodConstraint("GET")})
  static class SameMethodTwice extends HttpServlet {}

  static class Caller {
    String host(ServletRequest request) {
      return request.getRemoteHost();
    }
  }

  static class OtherCaller extends Caller {
    @Override
    String host(ServletRequest request) {
      return request.getLocalName();
    }
  }

  static class Helper {
    final Caller caller = new Caller();
  }
}
