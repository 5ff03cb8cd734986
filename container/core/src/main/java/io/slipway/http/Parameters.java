package io.slipway.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request: Servlet 6.1, 3.1 and 9.1.1. Query first, then form; a dispatch with
 * a query of its own shows its parameters before those of the same name, and only for as long as it
 * runs.
 *
 * <p>Nothing is parsed before it is asked for.
 */
final class Parameters {
  /** Reads the parameters of query and body; may throw {@link BadRequestException}. */
  interface Source {
    void read(FormDecoder into);

    FormDecoder decoder();
  }

  private final Source source;
  private @Nullable Map<String, List<String>> own;
  private @Nullable BadRequestException failure;
  private @Nullable Overlay overlay;
  private @Nullable Map<String, String[]> shown;

  /** The parameters of one dispatch's query string. */
  private static final class Overlay {
    final Dispatch dispatch;
    final String query;
    final @Nullable Overlay below;

    Overlay(Dispatch dispatch, String query, @Nullable Overlay below) {
      this.dispatch = dispatch;
      this.query = query;
      this.below = below;
    }
  }

  Parameters(Source source) {
    this.source = source;
  }

  void push(Dispatch dispatch) {
    if (dispatch.query() != null && !dispatch.query().isEmpty()) {
      overlay = new Overlay(dispatch, dispatch.query(), overlay);
      shown = null;
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very dispatch that ended, not one like it
  void pop(Dispatch dispatch) {
    if (overlay != null && overlay.dispatch == dispatch) {
      overlay = overlay.below;
      shown = null;
    }
  }

  @Nullable String first(String name) {
    if (overlay == null) {
      List<String> values = own().get(name);
      return values == null ? null : values.get(0);
    }
    String[] values = shown().get(name);
    return values == null ? null : values[0];
  }

  String @Nullable [] all(String name) {
    String[] values = shown().get(name);
    return values == null ? null : values.clone();
  }

  /** Immutable; in order of first appearance. */
  Map<String, String[]> map() {
    return shown();
  }

  private Map<String, String[]> shown() {
    if (shown == null) {
      Map<String, List<String>> merged = overlay == null ? own() : new LinkedHashMap<>();
      for (Overlay each = overlay; each != null; each = each.below) {
        FormDecoder decoder = source.decoder();
        decoder.decode(each.query);
        add(merged, decoder.parameters());
      }
      if (overlay != null) {
        add(merged, own());
      }
      Map<String, String[]> arrays = new LinkedHashMap<>(merged.size() * 2);
      merged.forEach((name, values) -> arrays.put(name, values.toArray(new String[0])));
      shown = Collections.unmodifiableMap(arrays);
    }
    return shown;
  }

  private static void add(Map<String, List<String>> to, Map<String, List<String>> from) {
    from.forEach(
        (name, values) ->
            to.computeIfAbsent(name, key -> new ArrayList<>(values.size())).addAll(values));
  }

  private Map<String, List<String>> own() {
    if (failure != null) {
      // The second answer is the first: the body is gone, and a partial set of parameters would be
      // taken for the whole
      throw failure;
    }
    if (own == null) {
      FormDecoder decoder = source.decoder();
      try {
        source.read(decoder);
      } catch (BadRequestException e) {
        failure = e;
        throw e;
      }
      own = decoder.parameters();
    }
    return own;
  }
}
