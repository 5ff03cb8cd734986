package io.slipway.pipeline;

import io.slipway.spi.ContentCoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** gzip, by the JDK. */
final class GzipCoding implements ContentCoding {
  @Override
  public String token() {
    return "gzip";
  }

  @Override
  public byte[] encode(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 3 + 32);
    try (Smallest gzip = new Smallest(out)) {
      gzip.write(body);
    }
    return out.toByteArray();
  }

  private static final class Smallest extends GZIPOutputStream {
    Smallest(ByteArrayOutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
