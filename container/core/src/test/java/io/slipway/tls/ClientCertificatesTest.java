package io.slipway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.ClientAuth;
import io.slipway.Slipway;
import io.slipway.wire.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has to show a certificate, and who may. */
class ClientCertificatesTest extends TlsServing {
  @ParameterizedTest
  @CsvSource({
    "NONE, true, HTTP/2.0 nobody",
    "WANT, false, HTTP/2.0 nobody",
    "WANT, true, HTTP/2.0 CN=client",
    "NEED, true, HTTP/2.0 CN=client"
  })
  void clientCertificatesAreAskedForAsConfigured(ClientAuth auth, boolean shows, String expected)
      throws Exception {
    TlsFiles files =
        new TlsFiles(
            List.of(pem("a", authority.issue("localhost"))),
            write("ca.pem", TestCertificates.pem(List.of(authority.authority()))),
            Duration.ZERO);
    try (Slipway slipway = serve(files, auth)) {
      SSLContext context = shows ? client(keys(authority.issue("client"))) : client();
      assertThat(get(slipway, context).body()).isEqualTo(expected);
    }
  }

  @Test
  void withoutANeededClientCertificateThereIsNoAnswer() throws Exception {
    TlsFiles files =
        new TlsFiles(
            List.of(pem("a", authority.issue("localhost"))),
            write("ca.pem", TestCertificates.pem(List.of(authority.authority()))),
            Duration.ZERO);
    try (Slipway slipway = serve(files, ClientAuth.NEED)) {
      isRefused(slipway, client());
      isRefused(slipway, client(keys(new TestCertificates().issue("stranger"))));
    }
  }

  /** By a socket: the JDK's HTTP client may miss the refusal, and waits without end then. */
  private static void isRefused(Slipway slipway, SSLContext context) throws Exception {
    try (Socket socket =
        context.getSocketFactory().createSocket("localhost", slipway.httpsPort())) {
      socket.setSoTimeout(20_000);
      assertThatThrownBy(
              () -> {
                Wire.send(socket, "GET /peer HTTP/1.1\r\nHost: localhost\r\n\r\n");
                if (socket.getInputStream().read() < 0) {
                  throw new EOFException();
                }
              })
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void askingForCertificatesNeedsAnAuthority() throws Exception {
    TlsFiles files = files(pem("a", authority.issue("localhost")));
    assertThatThrownBy(() -> Slipway.builder().https(0, files, ClientAuth.WANT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
