package io.slipway.spi;

/**
 * How the pages of all webapps are compiled.
 *
 * @param precompile whether all pages of a webapp are compiled when it is deployed, which then
 *     fails if one of them cannot be; otherwise, by default, each is compiled when it is first
 *     asked for
 * @param recompile whether a page that has changed is compiled again; otherwise only a new
 *     deployment does that, and requests need not look at the file; on by default
 */
public record PageOptions(boolean precompile, boolean recompile) {
  /** The defaults named above. */
  public static final PageOptions DEFAULT = new PageOptions(false, true);

  /** Whether these are the defaults. */
  public boolean isDefault() {
    return precompile == DEFAULT.precompile && recompile == DEFAULT.recompile;
  }
}
