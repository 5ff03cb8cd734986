package io.slipway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Whole requests over one connection: writer and fields with all that is around them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ResponseBenchmark {
  private final HttpHarness web = new HttpHarness();
  private final byte[] answer = new byte[64 * 1024];
  private Socket socket;
  private byte[] request;
  private int length;

  @Param({"/nothing", "/fields", "/pieces"})
  String path;

  @Setup
  public void start() throws IOException {
    web.serve("/nothing", (request, response) -> {});
    web.serve(
        "/fields",
        (request, response) -> {
          for (int i = 0; i < 20; i++) {
            response.setHeader("X-Field-" + i, "value");
          }
        });
    web.serve(
        "/pieces",
        (request, response) -> {
          response.setBufferSize(32 * 1024);
          response.setContentType("text/html;charset=UTF-8");
          PrintWriter out = response.getWriter();
          for (int i = 0; i < 300; i++) {
            out.print("<tr><td>");
            out.print(i);
            out.print("</td></tr>\n");
          }
        });
    web.start();
    socket = new Socket(InetAddress.getLoopbackAddress(), web.port());
    socket.setTcpNoDelay(true);
    request =
        ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(request);
    length = first(socket.getInputStream());
  }

  /** The length of an answer; each is as long as the first. */
  private int first(InputStream in) throws IOException {
    int read = 0;
    while (true) {
      read += in.read(answer, read, answer.length - read);
      String text = new String(answer, 0, read, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        String field = text.replaceFirst("(?is).*\r\ncontent-length: *(\\d+).*", "$1");
        int whole = end + 4 + Integer.parseInt(field);
        in.readNBytes(answer, read, whole - read);
        return whole;
      }
    }
  }

  @Benchmark
  public int respond() throws IOException {
    socket.getOutputStream().write(request);
    int read = socket.getInputStream().readNBytes(answer, 0, length);
    if (read < length) {
      throw new IOException("closed");
    }
    return read;
  }

  @TearDown
  public void stop() throws IOException {
    socket.close();
    web.close();
  }
}
