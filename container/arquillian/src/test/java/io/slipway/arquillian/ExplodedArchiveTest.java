package io.slipway.arquillian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplodedArchiveTest {
  @TempDir Path directory;

  @Test
  void librariesStayJars() throws Exception {
    JavaArchive library =
        ShrinkWrap.create(JavaArchive.class, "words.jar")
            .addAsResource(new StringAsset("hi"), "word.txt");
    WebArchive archive =
        ShrinkWrap.create(WebArchive.class, "shop.war")
            .addAsLibrary(library)
            .addAsWebResource(new StringAsset("<p>"), "index.html")
            .addAsWebInfResource(new StringAsset("x"), "deep/er/x.txt");

    Path folder = directory.resolve("shop");
    ExplodedArchive.write(archive, folder);

    assertThat(folder.resolve("index.html")).hasContent("<p>");
    assertThat(folder.resolve("WEB-INF/deep/er/x.txt")).hasContent("x");
    try (JarFile jar = new JarFile(folder.resolve("WEB-INF/lib/words.jar").toFile())) {
      assertThat(jar.getEntry("word.txt")).isNotNull();
    }
  }

  @Test
  void nothingIsWrittenOutsideOfTheFolder() {
    WebArchive archive =
        ShrinkWrap.create(WebArchive.class, "shop.war")
            .add(new StringAsset("x"), "WEB-INF/../../out.txt");

    assertThatThrownBy(() -> ExplodedArchive.write(archive, directory.resolve("shop")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shop.war")
        .hasMessageContaining("out.txt");
    assertThat(directory.resolve("out.txt")).doesNotExist();
  }
}
