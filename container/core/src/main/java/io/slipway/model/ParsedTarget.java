package io.slipway.model;

/** What became of a request target as it came over the wire. */
public sealed interface ParsedTarget permits RequestTarget, RefusedTarget {}
