package io.slipway.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a {@code .java} file that cannot be compiled. */
class SourceFileTest {
  @TempDir Path folder;

  private SourceFile file(String name, String text) throws IOException {
    return new SourceFile(Files.write(folder.resolve(name), text.getBytes(ISO_8859_1)));
  }

  @Test
  void whatIsNotInUtf8HasItsLine() throws IOException {
    SourceFile latin = file("Latin.java", "class Latin {\n  String s = \"gr\u00fc\u00dfe\";\n}\n");
    assertThatThrownBy(latin::compile)
        .isInstanceOf(Failure.class)
        .hasMessageContainingAll("Latin.java:2:", "UTF-8");
  }

  @Test
  void whatCannotBeCompiledLeavesOnlyWhatWasThereBefore() throws IOException {
    Path war = Files.writeString(folder.resolve("a.war"), "before");
    SourceFile broken = file("Broken.java", "class Broken {");
    assertThatThrownBy(() -> broken.compileTo(war)).isInstanceOf(Failure.class);
    assertThat(war).hasContent("before");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.war", "Broken.java");
  }

  @Test
  void ofJavaxServletItIsSaidWhatItIsCalledNow() throws IOException {
    SourceFile old = file("Old.java", "class Old extends javax.servlet.http.HttpServlet {}");
    assertThatThrownBy(old::compile)
        .isInstanceOf(Failure.class)
        .hasMessageContainingAll("Old.java:1:", "jakarta.servlet");
    SourceFile other = file("Other.java", "class Other extends javax.Missing {}");
    assertThatThrownBy(other::compile)
        .isInstanceOf(Failure.class)
        .hasMessageNotContaining("jakarta");
  }
}
