package io.slipway.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in a request's body, and who reads it: the stream, the reader, the parameters or the parts. */
final class RequestBody implements Parameters.Source {
  private final ServerRequest request;
  private final Parameters parameters = new Parameters(this);
  private @Nullable BodyInput input;

  RequestBody(ServerRequest request) {
    this.request = request;
  }

  BodyInput input() {
    if (input == null) {
      input = new BodyInput(request);
    }
    return input;
  }

  boolean hasReadListener() {
    return false;
  }

  boolean drain() {
    return true;
  }

  void end() {}

  Parameters parameters() {
    return parameters;
  }

  Map<String, String> trailers() {
    return Map.of();
  }

  boolean trailersReady() {
    return true;
  }

  @Nullable String encoding() {
    return null;
  }

  void setEncoding(String encoding) throws UnsupportedEncodingException {}

  void setEncoding(Charset encoding) {}

  ServletInputStream stream() {
    return input();
  }

  BufferedReader reader() throws IOException {
    throw new IOException("not read");
  }

  Collection<Part> parts() throws IOException, ServletException {
    return List.of();
  }

  @Nullable Part part(String name) throws IOException, ServletException {
    return null;
  }

  @Override
  public void read(FormDecoder into) {}

  @Override
  public FormDecoder decoder() {
    return new FormDecoder(StandardCharsets.UTF_8, request.app().options().maxParameters());
  }
}
