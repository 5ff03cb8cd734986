package io.slipway.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.NamingEntry;
import io.slipway.model.NamingEntry.EnvEntry;
import io.slipway.model.NamingEntry.InjectionTarget;
import io.slipway.model.NamingEntry.ResourceRef;
import jakarta.annotation.Resource;
import jakarta.annotation.Resources;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code @Resource} and {@code @Resources} as declarations: Servlet 6.1, 15.5.4. */
class ResourceAnnotationsTest {
  private static final String P = "io.slipway.descriptor.ResourceAnnotationsTest$";

  @TempDir Path folder;

  static class Base extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Resource private transient DataSource inherited;
  }

  @WebServlet("/c")
  @Resources({
    @Resource(name = "jdbc/a", type = DataSource.class, lookup = "java:app/jdbc/a"),
    @Resource(name = "size", type = Integer.class)
  })
  static final class Component extends Base {
    private static final long serialVersionUID = 1L;

    @Resource(name = "unit")
    private TimeUnit unit;

    @Resource
    void setNumber(int number) {}
  }

  static final class NoComponent {
    @Resource private DataSource source;
  }

  @WebServlet("/w")
  static final class Wrong extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Resource
    void source() {}
  }

  private static NamingEntry named(List<NamingEntry> entries, String name) {
    return entries.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void theAnnotationsOfComponentsAndTheirSuperclassesDeclare() throws IOException {
    List<NamingEntry> entries =
        new TestWebapp(folder)
            .classes(Base.class, Component.class, NoComponent.class)
            .app()
            .naming();
    assertThat(entries)
        .extracting(NamingEntry::name)
        .containsExactlyInAnyOrder(
            "jdbc/a", "size", "unit", P + "Component/number", P + "Base/inherited");
    assertThat((ResourceRef) named(entries, "jdbc/a"))
        .satisfies(r -> assertThat(r.lookup()).contains("java:app/jdbc/a"))
        .satisfies(r -> assertThat(r.targets()).isEmpty());
    assertThat((ResourceRef) named(entries, P + "Base/inherited"))
        .satisfies(r -> assertThat(r.type()).contains("javax.sql.DataSource"))
        .satisfies(
            r ->
                assertThat(r.targets())
                    .containsExactly(new InjectionTarget(P + "Base", "inherited")));
    assertThat((EnvEntry) named(entries, P + "Component/number"))
        .satisfies(e -> assertThat(e.type()).contains("int"))
        .satisfies(
            e ->
                assertThat(e.targets())
                    .containsExactly(new InjectionTarget(P + "Component", "number")));
  }

  @Test
  void theDescriptorsEntryIsInjectedWhereTheAnnotationStands() throws IOException {
    List<NamingEntry> entries =
        new TestWebapp(folder)
            .classes(Base.class, Component.class)
            .webXml(
                "<env-entry><env-entry-name>unit</env-entry-name><env-entry-type>java.util.concurrent.TimeUnit</env-entry-type>"
                    + "<env-entry-value>DAYS</env-entry-value></env-entry>")
            .app()
            .naming();
    EnvEntry unit = (EnvEntry) named(entries, "unit");
    assertThat(unit.value()).contains("DAYS");
    assertThat(unit.targets()).containsExactly(new InjectionTarget(P + "Component", "unit"));
  }

  @Test
  void aMethodThatIsNoSetterIsReported() throws IOException {
    assertThat(new TestWebapp(folder).classes(Wrong.class).errors())
        .containsExactly("resource-on-no-setter@" + P + "Wrong");
  }

  @Test
  void metadataCompleteSwitchesThemOff() throws IOException {
    assertThat(
            new TestWebapp(folder)
                .classes(Base.class, Component.class)
                .rawWebXml("<web-app " + TestWebapp.NS + " metadata-complete='true'/>")
                .app()
                .naming())
        .isEmpty();
  }
}
