package io.slipway.descriptor;

import io.slipway.model.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order of the fragments: Servlet 6.1, 8.2.2. Where neither side has a wish the order of the
 * jars' names stays, so that every start comes to the same result.
 *
 * <p>Relative order: a name in {@code before} or {@code after} is an edge between two fragments.
 * {@code others} is an edge to every fragment that has no such wish itself, unless the names,
 * directly or through others, demand the opposite (the specification's second example). What then
 * goes round in a circle is an error.
 */
final class FragmentOrder {
  private final List<Fragment> fragments;
  private final Problems problems;

  private FragmentOrder(List<Fragment> fragments, Problems problems) {
    this.fragments = fragments;
    this.problems = problems;
  }

  /**
   * @param fragments those that take part
   * @param declared whether anything orders them, which decides on {@code
   *     ServletContext.ORDERED_LIBS}
   */
  record Result(List<Fragment> fragments, boolean declared) {
    Result {
      fragments = List.copyOf(fragments);
    }

    List<String> jars() {
      return fragments.stream().map(Fragment::jar).toList();
    }
  }

  /** Case 1: {@code absolute-ordering}. */
  static Result absolute(Said<List<String>> order, List<Fragment> fragments) {
    Set<Fragment> result = new LinkedHashSet<>();
    Set<String> named = new LinkedHashSet<>(order.value());
    for (String name : order.value()) {
      for (Fragment fragment : fragments) {
        String own = fragment.name();
        // a fragment that is not there may be named; several of one name all stand at its place
        if (name.equals(Descriptor.OTHERS)
            ? own == null || !named.contains(own)
            : name.equals(own)) {
          result.add(fragment);
        }
      }
    }
    return new Result(List.copyOf(result), true);
  }

  /** Case 2: {@code ordering} in the fragments. */
  static Result relative(List<Fragment> fragments, Problems problems) {
    return new FragmentOrder(fragments, problems).sort();
  }

  private Result sort() {
    reportDuplicateNames();
    boolean declared =
        fragments.stream()
            .anyMatch(f -> f.descriptor() != null && !f.descriptor().ordering.isEmpty());
    if (!declared) {
      return new Result(fragments, false);
    }
    BitSet[] follows = edges();
    reportCircles(follows);
    return new Result(topological(follows), true);
  }

  /** 8.2.2, 2.c. */
  private void reportDuplicateNames() {
    Map<String, List<Fragment>> byName = new LinkedHashMap<>();
    for (Fragment fragment : fragments) {
      if (fragment.name() != null) {
        byName.computeIfAbsent(fragment.name(), n -> new ArrayList<>()).add(fragment);
      }
    }
    byName.forEach(
        (name, same) -> {
          if (same.size() > 1) {
            problems.error(
                "duplicate-fragment-name",
                originOf(same.get(1)),
                "The fragment name \""
                    + name
                    + "\" is used by "
                    + String.join(" and ", same.stream().map(Fragment::jar).toList()),
                "remove one of the jars, or order the fragments with <absolute-ordering> in WEB-INF/web.xml");
          }
        });
  }

  /** For each fragment those that come after it. */
  private BitSet[] edges() {
    int n = fragments.size();
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < n; i++) {
      String name = fragments.get(i).name();
      if (name != null) {
        byName.putIfAbsent(name, i);
      }
    }
    BitSet[] follows = new BitSet[n];
    Arrays.setAll(follows, i -> new BitSet(n));
    BitSet first = new BitSet(n);
    BitSet last = new BitSet(n);
    for (int i = 0; i < n; i++) {
      Descriptor descriptor = fragments.get(i).descriptor();
      if (descriptor == null) {
        continue;
      }
      for (String name : descriptor.ordering.before) {
        Integer other = byName.get(name);
        if (other != null) {
          follows[i].set(other);
        }
      }
      for (String name : descriptor.ordering.after) {
        Integer other = byName.get(name);
        if (other != null) {
          follows[other].set(i);
        }
      }
      first.set(i, descriptor.ordering.beforeOthers);
      last.set(i, descriptor.ordering.afterOthers);
    }
    BitSet[] reach = reach(follows);
    for (int i = 0; i < n; i++) {
      for (int other = 0; other < n; other++) {
        if (first.get(i) && !first.get(other) && !reach[other].get(i)) {
          follows[i].set(other);
        }
        if (last.get(i) && !last.get(other) && !reach[i].get(other)) {
          follows[other].set(i);
        }
      }
    }
    return follows;
  }

  /** Warshall's closure. */
  private static BitSet[] reach(BitSet[] edges) {
    BitSet[] reach = new BitSet[edges.length];
    Arrays.setAll(reach, i -> (BitSet) edges[i].clone());
    for (int through = 0; through < edges.length; through++) {
      for (BitSet from : reach) {
        if (from.get(through)) {
          from.or(reach[through]);
        }
      }
    }
    return reach;
  }

  private void reportCircles(BitSet[] follows) {
    BitSet[] reach = reach(follows);
    BitSet reported = new BitSet();
    for (int i = 0; i < follows.length; i++) {
      if (reach[i].get(i) && !reported.get(i)) {
        for (int other = 0; other < follows.length; other++) {
          if (other == i || (reach[i].get(other) && reach[other].get(i))) {
            reported.set(other);
          }
        }
        List<String> circle = circle(i, follows);
        problems.error(
            "fragment-order-cycle",
            originOf(fragments.get(i)),
            "The fragments want to be ordered in a circle: " + String.join(" before ", circle),
            "change <ordering> in one of them, or order them with <absolute-ordering> in WEB-INF/web.xml");
      }
    }
  }

  /** The shortest way from a fragment back to itself. */
  private List<String> circle(int start, BitSet[] follows) {
    int[] cameFrom = new int[follows.length];
    Arrays.fill(cameFrom, -1);
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      int at = open.remove();
      if (follows[at].get(start)) {
        ArrayDeque<String> names = new ArrayDeque<>(List.of(fragments.get(start).label()));
        for (int back = at; back != -1; back = back == start ? -1 : cameFrom[back]) {
          names.addFirst(fragments.get(back).label());
        }
        return List.copyOf(names);
      }
      for (int next = follows[at].nextSetBit(0);
          next >= 0;
          next = follows[at].nextSetBit(next + 1)) {
        if (cameFrom[next] < 0 && next != start) {
          cameFrom[next] = at;
          open.add(next);
        }
      }
    }
    return List.of(fragments.get(start).label());
  }

  /**
   * Always the first by name of those that wait for nobody; what stands in a circle, which has been
   * reported, comes last.
   */
  private List<Fragment> topological(BitSet[] follows) {
    int n = fragments.size();
    int[] waitsFor = new int[n];
    for (BitSet next : follows) {
      next.stream().forEach(i -> waitsFor[i]++);
    }
    List<Fragment> sorted = new ArrayList<>();
    BitSet done = new BitSet(n);
    boolean progress = true;
    while (progress) {
      progress = false;
      for (int i = 0; i < n && !progress; i++) {
        if (!done.get(i) && waitsFor[i] == 0) {
          done.set(i);
          sorted.add(fragments.get(i));
          follows[i].stream().forEach(next -> waitsFor[next]--);
          progress = true;
        }
      }
    }
    for (int i = done.nextClearBit(0); i < n; i = done.nextClearBit(i + 1)) {
      sorted.add(fragments.get(i));
    }
    return sorted;
  }

  private static Origin originOf(Fragment fragment) {
    Descriptor descriptor = fragment.descriptor();
    return descriptor == null
        ? Origin.of("WEB-INF/lib/" + fragment.jar())
        : descriptor.name == null ? Origin.of(descriptor.source) : descriptor.name.at();
  }
}
