package io.slipway.codings;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import io.slipway.spi.ContentCoding;
import java.io.IOException;
import java.io.OutputStream;

/**
 * zstd (RFC 8878), where zstd-jni is and has a library for this system. Its window stays far below
 * the 8 MB that RFC 9659 allows.
 */
public final class ZstdCoding implements ContentCoding {
  private static final int BEST = 19;
  private static final int QUICK = 3;

  /** Bits: 256 KB of memory for what has been, where the default is 2 MB. */
  private static final int WINDOW = 18;

  @Override
  public String token() {
    return "zstd";
  }

  @Override
  public boolean isAvailable() {
    try {
      Native.load();
      return Native.isLoaded();
    } catch (NoClassDefFoundError | UnsatisfiedLinkError notThere) {
      return false;
    }
  }

  @Override
  public byte[] encode(byte[] body) {
    return Zstd.compress(body, BEST);
  }

  @Override
  public OutputStream stream(OutputStream out) throws IOException {
    return Library.stream(out);
  }

  /** Apart, because the JVM looks for the stream's class before it lets this one be used. */
  private static final class Library {
    static OutputStream stream(OutputStream out) throws IOException {
      return new ZstdOutputStreamNoFinalizer(out, QUICK).setWindowLog(WINDOW);
    }
  }
}
