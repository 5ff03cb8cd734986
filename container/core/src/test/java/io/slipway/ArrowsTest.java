package io.slipway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the packages: what may know what. Nothing else may point anywhere else. */
class ArrowsTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.slipway");

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiterString = "->",
      nullValues = "nothing",
      value = {
        "model      -> nothing",
        "spi        -> model",
        "http       -> wire model spi",
        // Logins and sessions work on requests; http knows both only by their interfaces.
        "threads    -> http wire spi",
        "session    -> http model",
        "security   -> http model spi",
        "resource   -> wire model spi",
        "naming     -> model spi",
        "runtime    -> http session security resource naming model spi",
        "descriptor -> model",
        "deploy     -> descriptor runtime resource session security naming model spi",
        "tls        -> model",
        "wire       -> nothing",
        "pipeline   -> wire spi",
      })
  void packagePointsOnlyWhereItMay(String from, String to) {
    List<String> allowed = new ArrayList<>();
    allowed.add("io.slipway." + from + "..");
    if (to != null) {
      for (String name : to.split(" ")) {
        allowed.add("io.slipway." + name + "..");
      }
    }
    classes()
        .that()
        .resideInAPackage("io.slipway." + from + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("io.slipway..")
                .or(resideInAnyPackage(allowed.toArray(String[]::new))))
        .allowEmptyShould(true)
        .check(CORE);
  }

  /** Since EL 6.0 a record has the properties that are its components, and no getter's. */
  @Test
  void whatWebappsSeeIsNoRecord() {
    noClasses().that().implement(resideInAPackage("jakarta..")).should().beRecords().check(CORE);
  }

  @Test
  void modelKnowsNeitherUndertowNorJandex() {
    noClasses()
        .that()
        .resideInAPackage("io.slipway.model..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.undertow..", "org.jboss.jandex..", "org.xnio.."))
        .check(CORE);
  }

  @Test
  void pipelineKnowsNoServlet() {
    noClasses()
        .that()
        .resideInAPackage("io.slipway.pipeline..")
        .should()
        .dependOnClassesThat(resideInAPackage("jakarta.servlet.."))
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void onlyTheIndexKnowsJandex() {
    DescribedPredicate<JavaClass> jandex = resideInAPackage("org.jboss.jandex..");
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.slipway.descriptor..", "io.slipway.deploy..", "io.slipway.spi..")
        .should()
        .dependOnClassesThat(jandex)
        .check(CORE);
  }

  @Test
  void nothingPrintsOrUsesAnotherLogger() {
    noClasses()
        .that()
        // javax.sql.DataSource has a java.util.logging.Logger in a signature
        .doNotHaveFullyQualifiedName("io.slipway.naming.WrappedDataSource")
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.slf4j.."))
        .check(CORE);
    noClasses().should().accessField(System.class, "out").check(CORE);
    noClasses().should().accessField(System.class, "err").check(CORE);
  }
}
