package io.slipway.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.model.Problem;

/** Whatever stands in a web.xml, it is read or there is a problem that says where. */
class DescriptorFuzzTest {
  @FuzzTest(maxDuration = "3m")
  void aDescriptorIsReadOrAProblem(byte[] document) {
    Problems problems = new Problems();
    Descriptor descriptor =
        new DescriptorReader(problems).read("WEB-INF/web.xml", document, "web-app");
    assertThat(descriptor).isNotNull();
    for (Problem problem : problems.list()) {
      assertThat(problem.at().toString()).startsWith("WEB-INF/web.xml");
      assertThat(problem.message()).isNotBlank();
    }
  }
}
