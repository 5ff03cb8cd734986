package io.slipway.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Servlet 6.1, 8.2.2. A fragment is written as {@code NAME>B,C<D}: before B and C, after D; {@code
 * *} is others; {@code -} has no name.
 */
class FragmentOrderTest {
  private final Problems problems = new Problems();

  @ParameterizedTest(name = "{0} is ordered {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // the specification's first example
        "A<*,C  B>*  C<*  D  E  F>*,B                | F B D E C A",
        // its second: any of six orders, of which the first by name comes out
        "-<*>C  B>*  C  D<*  E>*  F                  | B E F - C D",
        // its third
        "A<B  B  C>*  D                              | C B A D",
        // its introduction
        "MyFragment1<MyFragment2  MyFragment2  MyFragment3>* | MyFragment3 MyFragment2 MyFragment1",
        "A  B  C                                     | A B C",
        "A<C  B  C                                   | B C A",
        "A  B  C>A                                   | B C A",
        "A<B  B<C  C                                 | C B A",
        // names that nobody has
        "A<X  B>Y                                    | A B",
        "A<*  B  C                                   | B C A",
        "A  B  C>*                                   | C A B",
        "A<*  B<*  C                                 | C A B",
        "A  B>*  C>*                                 | B C A",
        // whoever must be before one that is before others is so too
        "A  B>C  C>*                                 | B C A",
        "A  B<A  C<*,B  D                            | A B D C",
        "A<*  B  C<A                                 | B A C",
        "-  -  A<*                                   | - - A",
      })
  void relativeOrder(String fragments, String expected) {
    FragmentOrder.Result result = FragmentOrder.relative(parse(fragments), problems);

    assertThat(problems.list()).isEmpty();
    assertThat(names(result)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} goes round: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "A<B  B<A             | A B",
        "A<B  B<C  C<A  D     | A B C",
        "A<A                  | A",
        "A>B  B>A             | A B",
        // Z is after others, X before others, yet Z wants to be before X while Y has no wish
        "X>*  Y  Z<*>X        | X Y Z",
      })
  void circleIsReportedWithItsNames(String fragments, String members) {
    FragmentOrder.relative(parse(fragments), problems);

    assertThat(problems.list()).hasSize(1);
    Problem problem = problems.list().get(0);
    assertThat(problem.code()).isEqualTo("fragment-order-cycle");
    for (String member : members.split(" ")) {
      assertThat(problem.message()).contains("\"" + member + "\"");
    }
    assertThat(problem.fix()).contains("absolute-ordering");
  }

  @Test
  void twoCirclesAreTwoProblems() {
    FragmentOrder.relative(parse("A<B  B<A  C<D  D<C  E"), problems);

    assertThat(problems.list()).hasSize(2);
  }

  @Test
  void sameNameTwiceIsAnErrorThatNamesBothJars() {
    FragmentOrder.relative(parse("A  A  B"), problems);

    assertThat(problems.list())
        .singleElement()
        .satisfies(p -> assertThat(p.message()).contains("0.jar and 1.jar"));
  }

  @ParameterizedTest(name = "{1} of {0} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "A  B  C      | C A       | C A",
        "A  B  C      | C * A     | C B A",
        "A  B  C      | *         | A B C",
        "A  B  C      | * A       | B C A",
        "A  -  C      | C         | C",
        "A  -  C      | C *       | C A -",
        "A  B         | X B       | B",
        // relative wishes and double names are of no account
        "A<*  B<A     | A B       | A B",
        "A  A  B      | B A       | B A A",
      })
  void absoluteOrder(String fragments, String order, String expected) {
    List<String> names =
        Arrays.stream(order.split(" ")).map(n -> n.equals("*") ? Descriptor.OTHERS : n).toList();

    FragmentOrder.Result result =
        FragmentOrder.absolute(new Said<>(names, Origin.of("web.xml")), parse(fragments));

    assertThat(names(result)).isEqualTo(expected);
    assertThat(result.declared()).isTrue();
  }

  @Test
  void emptyAbsoluteOrderExcludesAll() {
    assertThat(
            FragmentOrder.absolute(new Said<>(List.of(), Origin.of("web.xml")), parse("A  -"))
                .fragments())
        .isEmpty();
  }

  @Test
  void onlyADeclaredOrderCountsAsOne() {
    assertThat(FragmentOrder.relative(parse("A  B"), problems).declared()).isFalse();
    assertThat(FragmentOrder.relative(parse("A<B  B"), problems).declared()).isTrue();
  }

  private static List<Fragment> parse(String text) {
    List<Fragment> fragments = new ArrayList<>();
    for (String item : text.trim().split("\\s+")) {
      Descriptor descriptor = new Descriptor("web-fragment.xml");
      String name = item.split("[<>]")[0];
      if (!name.equals("-")) {
        descriptor.name = new Said<>(name, Origin.of("web-fragment.xml"));
      }
      for (int i = name.length(); i < item.length(); ) {
        int end = i + 1;
        while (end < item.length() && item.charAt(end) != '<' && item.charAt(end) != '>') {
          end++;
        }
        boolean before = item.charAt(i) == '>';
        Set<String> into = before ? descriptor.ordering.before : descriptor.ordering.after;
        for (String other : item.substring(i + 1, end).split(",")) {
          if (!other.equals("*")) {
            into.add(other);
          } else if (before) {
            descriptor.ordering.beforeOthers = true;
          } else {
            descriptor.ordering.afterOthers = true;
          }
        }
        i = end;
      }
      fragments.add(new Fragment(fragments.size() + ".jar", descriptor));
    }
    return fragments;
  }

  private static String names(FragmentOrder.Result result) {
    return String.join(
        " ", result.fragments().stream().map(f -> f.name() == null ? "-" : f.name()).toList());
  }
}
