package io.slipway.tls;

import io.slipway.model.Problem;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** The files of a TLS listener cannot be used. The message names each file and what is wrong. */
public final class TlsFilesException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  TlsFilesException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
  }
}
