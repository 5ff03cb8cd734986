package io.slipway.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link SparseLog} for each kind of thing that clients do wrong. */
public final class SparseLogs {
  /** Clients choose some of the words. */
  private static final int KINDS = 50;

  private final Map<String, SparseLog> kinds = new ConcurrentHashMap<>();
  private final SparseLog others = new SparseLog();

  /** Whether to log now that this has happened again. */
  public boolean due(String kind) {
    return of(kind).due();
  }

  SparseLog of(String kind) {
    SparseLog log = kinds.get(kind);
    if (log == null) {
      log = kinds.size() < KINDS ? kinds.computeIfAbsent(kind, k -> new SparseLog()) : others;
    }
    return log;
  }
}
