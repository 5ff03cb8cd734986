package io.slipway.pipeline;

/**
 * What stands in front of the webapps. A stage that is not enabled is not in the chain. {@code
 * accessLog}, {@code forwarded} and {@code limits} hold for the whole server; {@code compression},
 * {@code cacheHeaders} and {@code cookies} are compiled for each webapp, which may replace them in
 * its {@code WEB-INF/slipway.yaml}.
 */
public record PipelineOptions(
    AccessLogOptions accessLog,
    ForwardedOptions forwarded,
    LimitOptions limits,
    CompressionOptions compression,
    CacheHeaderOptions cacheHeaders,
    CookieOptions cookies) {
  /** The defaults of each. */
  public static final PipelineOptions DEFAULT =
      new PipelineOptions(
          AccessLogOptions.DEFAULT,
          ForwardedOptions.DEFAULT,
          LimitOptions.DEFAULT,
          CompressionOptions.DEFAULT,
          CacheHeaderOptions.DEFAULT,
          CookieOptions.DEFAULT);

  /** A copy with this {@link #accessLog()}. */
  public PipelineOptions withAccessLog(AccessLogOptions options) {
    return new PipelineOptions(options, forwarded, limits, compression, cacheHeaders, cookies);
  }

  /** A copy with this {@link #forwarded()}. */
  public PipelineOptions withForwarded(ForwardedOptions options) {
    return new PipelineOptions(accessLog, options, limits, compression, cacheHeaders, cookies);
  }

  /** A copy with this {@link #limits()}. */
  public PipelineOptions withLimits(LimitOptions options) {
    return new PipelineOptions(accessLog, forwarded, options, compression, cacheHeaders, cookies);
  }

  /** A copy with this {@link #compression()}. */
  public PipelineOptions withCompression(CompressionOptions options) {
    return new PipelineOptions(accessLog, forwarded, limits, options, cacheHeaders, cookies);
  }

  /** A copy with this {@link #cacheHeaders()}. */
  public PipelineOptions withCacheHeaders(CacheHeaderOptions options) {
    return new PipelineOptions(accessLog, forwarded, limits, compression, options, cookies);
  }

  /** A copy with this {@link #cookies()}. */
  public PipelineOptions withCookies(CookieOptions options) {
    return new PipelineOptions(accessLog, forwarded, limits, compression, cacheHeaders, options);
  }
}
