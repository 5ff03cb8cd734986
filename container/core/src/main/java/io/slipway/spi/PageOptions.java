package io.slipway.spi;

/**
 * How the pages of all webapps are compiled.
 *
 * @param precompile whether all of a webapp's pages are compiled when it is deployed, which then
 *     fails if one cannot be; else each when it is first asked for
 * @param recompile whether a page that has changed since is compiled again; else only by a new
 *     deployment, and requests need not look at the file
 */
public record PageOptions(boolean precompile, boolean recompile) {
  public static final PageOptions DEFAULT = new PageOptions(false, true);

  /** Whether nothing is set otherwise. */
  public boolean isDefault() {
    return precompile == DEFAULT.precompile && recompile == DEFAULT.recompile;
  }
}
