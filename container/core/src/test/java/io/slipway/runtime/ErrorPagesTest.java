package io.slipway.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.ErrorPageDef.ForAll;
import io.slipway.model.ErrorPageDef.ForException;
import io.slipway.model.ErrorPageDef.ForStatus;
import jakarta.servlet.ServletException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorPagesTest {
  private final ErrorPages pages =
      new ErrorPages(
          List.of(
              new ForStatus(404, "/404"),
              new ForStatus(500, "/500"),
              new ForException(IOException.class.getName(), "/io"),
              new ForException(Exception.class.getName(), "/any")));

  @Test
  void theNearestClassCounts() {
    assertThat(pages.locate(500, new FileNotFoundException())).isEqualTo("/io");
    assertThat(pages.locate(500, new IllegalStateException())).isEqualTo("/any");
  }

  @Test
  void errorsWithoutAClassOfTheirOwnHaveTheStatusPage() {
    assertThat(pages.locate(500, new StackOverflowError())).isEqualTo("/500");
  }

  @Test
  void aServletExceptionWithoutPageStandsForItsRootCause() {
    ErrorPages io = new ErrorPages(List.of(new ForException(IOException.class.getName(), "/io"), new ForStatus(500, "/500")));
    assertThat(io.locate(500, new ServletException(new ServletException(new IOException())))).isEqualTo("/io");
    assertThat(io.locate(500, new ServletException())).isEqualTo("/500");
  }

  @Test
  void aPageForAllTakesTheRest() {
    ErrorPages all = new ErrorPages(List.of(new ForAll("/all"), new ForStatus(404, "/404")));
    assertThat(all.locate(404, null)).isEqualTo("/404");
    assertThat(all.locate(403, null)).isEqualTo("/all");
    assertThat(pages.locate(403, null)).isNull();
  }
}
