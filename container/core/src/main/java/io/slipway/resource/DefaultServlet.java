package io.slipway.resource;

import jakarta.servlet.http.HttpServlet;

/** Static files of the webapp: the servlet named {@code default}. */
public final class DefaultServlet extends HttpServlet {
  /**
   * @param listings whether a folder without a welcome file is listed
   * @param charset of {@code text/*} and of other types made of text; empty to send none
   */
  public record Options(boolean listings, String charset) {
    public static final Options DEFAULT = new Options(false, "utf-8");
  }

  @SuppressWarnings("unused")
  private final transient WebappResources resources;

  @SuppressWarnings("unused")
  private final transient Options options;

  /** The resources belong to the caller, who closes them. */
  public DefaultServlet(WebappResources resources, Options options) {
    this.resources = resources;
    this.options = options;
  }
}
