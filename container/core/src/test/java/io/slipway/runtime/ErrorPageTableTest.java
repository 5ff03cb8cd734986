package io.slipway.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.ErrorPageDef;
import io.slipway.model.ErrorPageDef.ForAll;
import io.slipway.model.ErrorPageDef.ForException;
import io.slipway.model.ErrorPageDef.ForStatus;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ErrorPageTableTest {
  private final ErrorPageTable pages =
      new ErrorPageTable(
          List.of(
              new ForStatus(404, "/404"),
              new ForStatus(500, "/500"),
              new ForException(IOException.class.getName(), "/io"),
              new ForException(Exception.class.getName(), "/any")));

  @Test
  void theNearestClassCounts() {
    assertThat(location(pages, 500, new FileNotFoundException())).isEqualTo("/io");
    assertThat(location(pages, 500, new IllegalStateException())).isEqualTo("/any");
  }

  @Test
  void errorsWithoutAClassOfTheirOwnHaveTheStatusPage() {
    assertThat(location(pages, 500, new StackOverflowError())).isEqualTo("/500");
  }

  @Test
  void aServletExceptionWithoutPageStandsForItsRootCause() {
    ErrorPageTable io =
        new ErrorPageTable(
            List.of(
                new ForException(IOException.class.getName(), "/io"), new ForStatus(500, "/500")));
    assertThat(location(io, 500, new ServletException(new ServletException(new IOException()))))
        .isEqualTo("/io");
    assertThat(location(io, 500, new ServletException())).isEqualTo("/500");
  }

  /** The second pass, over root causes, is for those that the first has no page for. */
  @Test
  void aPageForThrowableIsAboutTheServletExceptionItself() {
    ErrorPageTable any =
        new ErrorPageTable(List.of(new ForException(Throwable.class.getName(), "/any")));
    ServletException wrapper = new ServletException(new IOException());
    assertThat(any.locate(500, wrapper)).isEqualTo(new ErrorPageTable.Located("/any", wrapper));
  }

  @Test
  void aPageForAllTakesTheRest() {
    ErrorPageTable all =
        new ErrorPageTable(List.of(new ForAll("/all"), new ForStatus(404, "/404")));
    assertThat(location(all, 404, null)).isEqualTo("/404");
    assertThat(location(all, 403, null)).isEqualTo("/all");
    assertThat(location(pages, 403, null)).isNull();
  }

  private static @Nullable String location(
      ErrorPageTable pages, int status, @Nullable Throwable failure) {
    ErrorPageTable.Located page = pages.locate(status, failure);
    return page == null ? null : page.location();
  }

  @Test
  void thePageIsToldOfTheExceptionItWasFoundBy() {
    ErrorPageTable pages =
        new ErrorPageTable(
            List.of(
                new ErrorPageDef.ForException(IOException.class.getName(), "/io"),
                new ErrorPageDef.ForException(UnavailableException.class.getName(), "/unavailable"),
                new ErrorPageDef.ForAll("/all")));
    IOException cause = new IOException();
    UnavailableException unavailable = new UnavailableException("");
    unavailable.initCause(cause);
    assertThat(pages.locate(500, new ServletException(cause)))
        .isEqualTo(new ErrorPageTable.Located("/io", cause));
    assertThat(pages.locate(503, unavailable))
        .isEqualTo(new ErrorPageTable.Located("/unavailable", unavailable));
    Exception other = new IllegalStateException();
    assertThat(pages.locate(500, new ServletException(other)))
        .isEqualTo(new ErrorPageTable.Located("/all", other));
  }
}
