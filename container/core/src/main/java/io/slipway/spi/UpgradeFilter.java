package io.slipway.spi;

import jakarta.servlet.Filter;

/**
 * A filter with no part in requests without an {@code Upgrade} field (RFC 9110, 7.8): those it
 * passes on as they are, so the container may answer them without asking it. Whether that is so
 * must not depend on its state. Filters in front of it are asked as ever.
 */
public interface UpgradeFilter extends Filter {}
