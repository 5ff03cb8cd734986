package examples;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes a line before and after what comes next. web.xml declares it twice, under two names. */
public class Trace extends HttpFilter {

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setContentType("text/plain;charset=UTF-8");
    String greeting = getInitParameter("greeting");
    response.getWriter().println(getFilterName() + ": " + greeting);
    if (getFilterName().equals(request.getParameter("stop"))) {
      response.getWriter().println(getFilterName() + ": goes no further");
      return; // without chain.doFilter nobody behind this filter hears of the request
    }
    chain.doFilter(request, response);
    response.getWriter().println(getFilterName() + ": on the way back");
  }
}
