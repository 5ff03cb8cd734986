package io.slipway.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.junit.jupiter.api.Test;

class ClassOutlineTest {
  @Retention(RetentionPolicy.RUNTIME)
  @interface Everything {
    byte b() default 1;

    char c();

    double d();

    float f();

    int i();

    long j();

    short s();

    boolean z();

    String text();

    Class<?> type();

    ElementType constant();

    Inner inner();

    Inner[] inners();

    String[] none();
  }

  @Retention(RetentionPolicy.CLASS)
  @interface Inner {
    long[] value();
  }

  @Everything(
      c = 'c',
      d = 1.5,
      f = 2.5f,
      i = 3,
      j = 1L << 40,
      s = 4,
      z = true,
      text = "täxt\0",
      type = Map.Entry[].class,
      constant = ElementType.FIELD,
      inner = @Inner({1L << 41, 2}),
      inners = {@Inner({}), @Inner(3)},
      none = {})
  static class Annotated<T extends Servlet> implements Comparable<Annotated<T>> {
    @Inner(5)
    List<T> field;

    double plain = 7e100;

    @Deprecated
    static <X> long setUp(X generic, String[][] texts, double number) {
      return 0;
    }

    @Override
    public int compareTo(Annotated<T> other) {
      return Long.compare(1L << 42, other.plain > 3e50 ? 1 : 0);
    }
  }

  static class Mentions {
    String of(Object any, int number) {
      StringBuilder text = new StringBuilder("a text that no index has room for");
      return any instanceof Servlet servlet ? text.append(servlet).append(number).toString() : "";
    }
  }

  /** What the container and its modules ask an index about its classes. */
  private static List<String> asked(Index index) {
    return index.getKnownClasses().stream()
        .map(
            info ->
                String.join(
                    " ",
                    info.name() + " extends " + info.superName() + info.interfaceNames(),
                    "abstract " + info.isAbstract(),
                    "interface " + info.isInterface(),
                    "enum " + info.isEnum(),
                    "annotation " + info.isAnnotation(),
                    annotations(info)))
        .sorted()
        .toList();
  }

  private static String annotations(ClassInfo info) {
    return info.annotations().stream()
        .map(annotation -> member(annotation.target()) + annotation)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String member(AnnotationTarget on) {
    return switch (on.kind()) {
      case FIELD -> on.asField().name() + " " + on.asField().type().name() + " ";
      case METHOD -> signature(on.asMethod());
      default -> "";
    };
  }

  private static String signature(MethodInfo method) {
    return method.name() + method.parameterTypes().stream().map(Type::name).toList() + " ";
  }

  private static Index index(Class<?>... types) throws IOException {
    Indexer indexer = new Indexer();
    for (Class<?> type : types) {
      indexer.index(outline(TestWebapp.bytesOf(type)));
    }
    return indexer.complete();
  }

  private static InputStream outline(byte[] file) throws IOException {
    return ClassOutline.of(new ConstantPool(file));
  }

  @Test
  void anIndexOfItSaysWhatThatOfTheWholeSays() throws IOException {
    Class<?>[] types = {
      Annotated.class, Everything.class, Inner.class, ElementType.class, Samples.Annotated.class
    };
    Index whole = Index.of(types);

    Index index = index(types);

    assertThat(asked(index)).isEqualTo(asked(whole));
    assertThat(String.join("\n", asked(index)))
        .contains("täxt", "1099511627776", "setUp[java.lang.Object");
  }

  @Test
  void codeIsLeftOutButForTheClassesThatItMentions() throws IOException {
    byte[] file = TestWebapp.bytesOf(Mentions.class);
    Index index = index(Mentions.class);

    assertThat(outline(file).readAllBytes()).hasSizeLessThan(file.length / 2);
    assertThat(index.getClassByName(Mentions.class).methods()).isEmpty();
    assertThat(index.getKnownUsers(Servlet.class)).hasSize(1);
    assertThat(index.getKnownUsers(StringBuilder.class)).as("of Java itself").isEmpty();
  }

  @Test
  void aFileThatEndsTooEarlyIsNoticedWhereverItEnds() throws IOException {
    byte[] file = TestWebapp.bytesOf(Annotated.class);

    for (int length = 0; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> outline(part)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void aClassWhoseNameIsItselfIsRefused() throws IOException {
    byte[] file = TestWebapp.bytesOf(Mentions.class);
    ConstantPool constants = new ConstantPool(file);
    int self = constants.u2(constants.end() + 2);
    file[constants.position(self) + 1] = (byte) (self >> 8);
    file[constants.position(self) + 2] = (byte) self;

    assertThatThrownBy(() -> outline(file)).isInstanceOf(IOException.class);
  }
}
