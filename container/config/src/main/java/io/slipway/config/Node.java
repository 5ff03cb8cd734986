package io.slipway.config;

import java.util.List;

/**
 * What stands in a configuration file, with its line (1-based; 0 where the text came from
 * elsewhere).
 */
public sealed interface Node {
  int line();

  /** A value; empty for a key with nothing behind it. */
  record Scalar(String text, boolean empty, int line) implements Node {}

  record Sequence(List<Node> items, int line) implements Node {}

  /** Entries in the order of the file; no name twice. */
  record Mapping(List<Entry> entries, int line) implements Node {}

  record Entry(String name, int line, Node value) {}
}
