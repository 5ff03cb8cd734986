package io.slipway.pages;

import io.slipway.spi.Feature;

/** EL 6.0 for every webapp, whichever engine its pages have: packages, and nothing to be done. */
public final class ElFeature implements Feature {}
