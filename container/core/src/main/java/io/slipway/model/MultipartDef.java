package io.slipway.model;

/**
 * {@code multipart-config}: Servlet 6.1, 8.1.5.
 *
 * @param location a directory, absolute or under the context's temporary directory; empty for that
 *     directory itself
 * @param maxFileSize bytes, -1 for no limit
 * @param maxRequestSize bytes, -1 for no limit
 * @param fileSizeThreshold bytes kept in memory before a part goes to a file
 */
public record MultipartDef(
    String location, long maxFileSize, long maxRequestSize, int fileSizeThreshold) {}
