package io.slipway.spi;

import jakarta.servlet.Filter;

/**
 * A filter that has no part in requests without an {@code Upgrade} field (RFC 9110, 7.8). It always
 * passes those on unchanged, whatever its state, so that the container may answer them without
 * calling it. Filters in front of it are called as usual.
 */
public interface UpgradeFilter extends Filter {}
