package io.slipway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {
  /** Composed and decomposed letters look alike, and are two names. */
  @Test
  void aLinkLeadsToTheNameAsItIs(@TempDir Path temp) throws Exception {
    Path jar = temp.resolve("a.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("META-INF/resources/e\u0301 [1].txt"));
    }
    try (WebappResources resources = WebappResources.open(null, List.of(jar), false)) {
      Set<String> paths = resources.list("/");
      assertThat(Listing.html(resources, "/", paths))
          .contains("<a href=\"./e%CC%81%20%5B1%5D.txt\">e\u0301 [1].txt</a>");
    }
  }
}
