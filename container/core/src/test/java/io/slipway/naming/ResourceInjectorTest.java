package io.slipway.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.NamingEntry;
import io.slipway.model.NamingEntry.InjectionTarget;
import io.slipway.model.Origin;
import jakarta.annotation.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class ResourceInjectorTest {
  private static final Origin AT = new Origin("WEB-INF/web.xml", 3);
  private static final DataSource SOURCE = new TestDataSources.Simple();

  private static NamingEntry env(String name, String value, InjectionTarget... targets) {
    return new NamingEntry.EnvEntry(
        name,
        Optional.of("java.lang.Integer"),
        Optional.ofNullable(value),
        Optional.empty(),
        List.of(targets),
        AT);
  }

  private static ResourceInjector injector(boolean annotations, NamingEntry... entries) {
    WebappNames names =
        WebappNames.open(
            new WebappNames.Setup(
                "/",
                "ROOT",
                List.of(entries),
                Map.of("jdbc/main", SOURCE),
                Map.of(),
                List.of(),
                () -> null,
                ResourceInjectorTest.class.getClassLoader()),
            problem -> {});
    return new ResourceInjector(names, List.of(entries), annotations);
  }

  static class Base {
    final List<String> calls = new ArrayList<>();

    @Resource(name = "size")
    private int size = 1;

    @Resource(name = "size")
    void setOverridden(Integer value) {
      calls.add("base " + value);
    }

    int size() {
      return size;
    }
  }

  static final class Everything extends Base {
    @Resource(lookup = "java:comp/env/jdbc/main")
    private DataSource source;

    @Resource private String unset = "kept";

    private int number;
    private int plain;

    @Resource
    private void setNumber(int number) {
      this.number = number;
    }

    @Override
    void setOverridden(Integer value) {
      calls.add("never");
    }
  }

  @Test
  void fieldsAndSettersOfAllClassesAreInjected() throws Exception {
    Everything instance = new Everything();
    injector(true, env("size", "5"), env(Everything.class.getName() + "/number", "6"))
        .inject(instance);
    assertThat(instance.source).isSameAs(SOURCE);
    assertThat(instance.unset).isEqualTo("kept");
    assertThat(instance.number).isEqualTo(6);
    assertThat(instance.size()).isEqualTo(5);
    assertThat(instance.calls).isEmpty();
  }

  @Test
  void targetsOfTheDescriptorAreInjectedOnceBesidesAnnotations() throws Exception {
    Everything instance = new Everything();
    injector(
            true,
            env("size", "5", new InjectionTarget(Base.class.getName(), "size")),
            env("other", "7", new InjectionTarget(Everything.class.getName(), "plain")))
        .inject(instance);
    assertThat(instance.plain).isEqualTo(7);
    assertThat(instance.size()).isEqualTo(5);
  }

  @Test
  void withCompleteMetadataOnlyTheDescriptorCounts() throws Exception {
    Everything instance = new Everything();
    injector(
            false,
            env("size", "5"),
            env("other", "7", new InjectionTarget(Everything.class.getName(), "number")))
        .inject(instance);
    assertThat(instance.size()).isEqualTo(1);
    assertThat(instance.source).isNull();
    assertThat(instance.number).isEqualTo(7);
  }

  static final class Missing {
    @Resource(name = "jdbc/none")
    DataSource source;
  }

  static final class Mistyped {
    @Resource(name = "jdbc/main")
    String text;
  }

  static final class OnFinal {
    @Resource final String text = "x";
  }

  static final class OnNoSetter {
    @Resource
    void source() {}
  }

  static final class Throwing {
    @Resource(name = "jdbc/main")
    void setSource(DataSource source) {
      throw new IllegalStateException("own");
    }
  }

  @Test
  void whatCannotBeInjectedIsSaidInFull() {
    ResourceInjector injector = injector(true);
    assertThatThrownBy(() -> injector.inject(new Missing()))
        .isInstanceOf(NameNotFoundException.class)
        .hasMessageContaining("Missing.source")
        .hasMessageContaining("java:comp/env/jdbc/none")
        .hasMessageContaining("javax.sql.DataSource");
    assertThatThrownBy(() -> injector.inject(new Mistyped()))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining("Mistyped.text is a java.lang.String");
    assertThatThrownBy(() -> injector.inject(new OnFinal()))
        .hasMessageContaining("OnFinal.text")
        .hasMessageContaining("final");
    assertThatThrownBy(() -> injector.inject(new OnNoSetter()))
        .hasMessageContaining("not a setter");
    assertThatThrownBy(() -> injector.inject(new Throwing()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("own");
    assertThatThrownBy(
            () ->
                injector(
                        true,
                        env("x", "1", new InjectionTarget(Missing.class.getName(), "nothing")))
                    .inject(new Missing()))
        .hasMessageContaining("WEB-INF/web.xml:3")
        .hasMessageContaining("nothing");
  }
}
