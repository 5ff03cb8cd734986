package io.slipway.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request: Servlet 6.1, 3.1 and 9.1.1. Query first, then form; a dispatch with
 * a query of its own shows its parameters before those of the same name, in its own request only.
 *
 * <p>Nothing is parsed before it is asked for.
 */
final class Parameters {
  /** Reads the parameters of query and body; may throw {@link BadRequestException}. */
  interface Source {
    void read(FormDecoder into);

    FormDecoder decoder();

    /** Whether a page for a failure asks, which may be the failure to read the parameters. */
    boolean showsError();
  }

  private final Source source;
  private @Nullable Map<String, List<String>> own;
  private @Nullable BadRequestException failure;
  private @Nullable Map<String, String[]> shown;

  Parameters(Source source) {
    this.source = source;
  }

  @Nullable String first(String name) {
    List<String> values = own().get(name);
    return values == null ? null : values.get(0);
  }

  /** Immutable; in order of first appearance. */
  Map<String, String[]> map() {
    Map<String, List<String>> known = own();
    if (shown == null) {
      shown = arrays(known);
    }
    return shown;
  }

  /** With those that came by the dispatches; immutable. */
  Map<String, String[]> map(Dispatch dispatch) {
    Map<String, List<String>> merged = new LinkedHashMap<>();
    for (Dispatch each = dispatch; each != null; each = each.previous()) {
      String query = each.addedQuery();
      if (query != null) {
        FormDecoder decoder = source.decoder();
        decoder.decode(query);
        add(merged, decoder.parameters());
      }
    }
    add(merged, own());
    return arrays(merged);
  }

  private static Map<String, String[]> arrays(Map<String, List<String>> lists) {
    Map<String, String[]> arrays = new LinkedHashMap<>(lists.size() * 2);
    lists.forEach((name, values) -> arrays.put(name, values.toArray(new String[0])));
    return Collections.unmodifiableMap(arrays);
  }

  private static void add(Map<String, List<String>> to, Map<String, List<String>> from) {
    from.forEach(
        (name, values) ->
            to.computeIfAbsent(name, key -> new ArrayList<>(values.size())).addAll(values));
  }

  private Map<String, List<String>> own() {
    if (own == null) {
      FormDecoder decoder = source.decoder();
      try {
        source.read(decoder);
      } catch (BadRequestException e) {
        failure = e;
      }
      own = decoder.parameters();
    }
    if (failure != null && !source.showsError()) {
      // The second answer is the first: the body is gone, and a partial set of parameters would be
      // taken for the whole. A page for this failure gets what there is, or it would fail too
      throw failure;
    }
    return own;
  }
}
