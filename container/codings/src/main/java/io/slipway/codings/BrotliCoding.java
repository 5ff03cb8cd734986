package io.slipway.codings;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.slipway.spi.ContentCoding;
import java.io.IOException;
import java.io.OutputStream;

/** brotli (RFC 7932), where brotli4j is and its native library for this system. */
public final class BrotliCoding implements ContentCoding {
  private static final int BEST = 11;

  /** About as dear as gzip at its default, and smaller. */
  private static final int QUICK = 4;

  /** Bits: 256 KB of memory for what has been, where the default is 4 MB. */
  private static final int WINDOW = 18;

  @Override
  public String token() {
    return "br";
  }

  @Override
  public boolean isAvailable() {
    try {
      return Brotli4jLoader.isAvailable();
    } catch (NoClassDefFoundError notThere) {
      return false;
    }
  }

  @Override
  public byte[] encode(byte[] body) throws IOException {
    return Encoder.compress(body, new Encoder.Parameters().setQuality(BEST));
  }

  @Override
  public OutputStream stream(OutputStream out) throws IOException {
    return Library.stream(out);
  }

  /** Apart, because the JVM looks for the stream's class before it lets this one be used. */
  private static final class Library {
    static OutputStream stream(OutputStream out) throws IOException {
      return new BrotliOutputStream(
          out, new Encoder.Parameters().setQuality(QUICK).setWindow(WINDOW));
    }
  }
}
