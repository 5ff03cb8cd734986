package io.slipway.pipeline;

import io.slipway.spi.ContentCoding;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.WriteReadyHandler;

/**
 * Sends a body by a {@link ContentCoding}. Encoded bytes are gathered until there are enough for a
 * write, or somebody flushes; a body that ends before anything was sent leaves with its length.
 * Takes no more while the client takes nothing.
 */
final class EncodedSink implements StreamSinkConduit {
  /** Coded bytes that are worth a write. */
  private static final int ENOUGH = 16 * 1024;

  /** Of the body that are coded at once. */
  private static final int BLOCK = 16 * 1024;

  /** What comes out of the coder. */
  private static final class Coded extends ByteArrayOutputStream {
    /** All of it; the next bytes are written elsewhere. */
    ByteBuffer take() {
      ByteBuffer bytes = ByteBuffer.wrap(buf, 0, count);
      buf = new byte[512];
      count = 0;
      return bytes;
    }
  }

  private final ConduitFactory<StreamSinkConduit> factory;
  private final HttpServerExchange exchange;
  private final Coded coded = new Coded();
  private final OutputStream coder;
  private @Nullable StreamSinkConduit next;
  private @Nullable WriteReadyHandler readyHandler;

  /** Coded, and on its way. */
  private ByteBuffer pending = ByteBuffer.allocate(0);

  /** Something has been written since the last flush. */
  private boolean unflushed;

  /** Everything has been coded. */
  private boolean ended;

  /** The next conduit knows. */
  private boolean endPassed;

  private boolean released;

  EncodedSink(
      ConduitFactory<StreamSinkConduit> factory,
      HttpServerExchange exchange,
      ContentCoding coding) {
    this.factory = factory;
    this.exchange = exchange;
    try {
      this.coder = Objects.requireNonNull(coding.stream(coded));
    } catch (IOException noMemory) {
      throw new UncheckedIOException(noMemory);
    }
    exchange.addExchangeCompleteListener(
        (ended, nextListener) -> {
          release();
          nextListener.proceed();
        });
  }

  private StreamSinkConduit next() {
    StreamSinkConduit conduit = next;
    if (conduit == null) {
      conduit = factory.create();
      next = conduit;
      WriteReadyHandler handler = readyHandler;
      if (handler != null) {
        conduit.setWriteReadyHandler(handler);
      }
    }
    return conduit;
  }

  /** The memory of the coder; the exchange may end, or be broken off, at any time. */
  private synchronized void release() {
    if (!released) {
      released = true;
      IoUtils.safeClose(coder);
    }
  }

  private synchronized void endCoding() throws IOException {
    if (!released) {
      released = true;
      coder.close();
    }
  }

  private synchronized void code(byte[] bytes, int offset, int length) throws IOException {
    if (released) {
      throw new ClosedChannelException();
    }
    coder.write(bytes, offset, length);
    unflushed = true;
  }

  private synchronized void flushCoder() throws IOException {
    if (unflushed && !released) {
      coder.flush();
      unflushed = false;
    }
  }

  /** False if the client takes no more for now. */
  private boolean drain() throws IOException {
    while (pending.hasRemaining()) {
      if (next().write(pending) == 0) {
        return false;
      }
    }
    return true;
  }

  private boolean drainAll() throws IOException {
    if (!drain()) {
      return false;
    }
    if (coded.size() == 0) {
      return true;
    }
    pending = coded.take();
    return drain();
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    if (ended) {
      throw new ClosedChannelException();
    }
    int taken = 0;
    while (src.hasRemaining() && (coded.size() < ENOUGH || drainAll())) {
      int length = Math.min(src.remaining(), BLOCK);
      if (src.hasArray()) {
        code(src.array(), src.arrayOffset() + src.position(), length);
        src.position(src.position() + length);
      } else {
        byte[] block = new byte[length];
        src.get(block);
        code(block, 0, length);
      }
      taken += length;
    }
    return taken;
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    long taken = 0;
    for (int i = offset; i < offset + length; i++) {
      while (srcs[i].hasRemaining()) {
        int n = write(srcs[i]);
        if (n == 0) {
          return taken;
        }
        taken += n;
      }
    }
    return taken;
  }

  @Override
  public int writeFinal(ByteBuffer src) throws IOException {
    return Conduits.writeFinalBasic(this, src);
  }

  @Override
  public long writeFinal(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return Conduits.writeFinalBasic(this, srcs, offset, length);
  }

  @Override
  public long transferFrom(FileChannel src, long position, long count) throws IOException {
    return src.transferTo(position, count, new ConduitWritableByteChannel(this));
  }

  @Override
  public long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer)
      throws IOException {
    return IoUtils.transfer(source, count, throughBuffer, new ConduitWritableByteChannel(this));
  }

  @Override
  public void terminateWrites() throws IOException {
    if (ended) {
      return;
    }
    ended = true;
    endCoding();
    if (next == null) {
      exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, coded.size());
    }
    passEnd();
  }

  /** The last bytes, with the end of the body where they all fit. */
  private boolean passEnd() throws IOException {
    if (endPassed) {
      return true;
    }
    if (!pending.hasRemaining()) {
      pending = coded.take();
    } else if (coded.size() > 0 && !drainAll()) {
      return false;
    }
    if (pending.hasRemaining()) {
      next().writeFinal(pending);
      if (pending.hasRemaining()) {
        return false;
      }
    } else {
      next().terminateWrites();
    }
    endPassed = true;
    return true;
  }

  @Override
  public boolean flush() throws IOException {
    if (ended) {
      return passEnd() && next().flush();
    }
    flushCoder();
    return drainAll() && next().flush();
  }

  @Override
  public void truncateWrites() throws IOException {
    ended = true;
    endPassed = true;
    release();
    next().truncateWrites();
  }

  @Override
  public boolean isWriteShutdown() {
    return ended;
  }

  @Override
  public void resumeWrites() {
    next().resumeWrites();
  }

  @Override
  public void suspendWrites() {
    if (next != null) {
      next.suspendWrites();
    }
  }

  @Override
  public void wakeupWrites() {
    next().wakeupWrites();
  }

  @Override
  public boolean isWriteResumed() {
    return next != null && next.isWriteResumed();
  }

  @Override
  public void awaitWritable() throws IOException {
    next().awaitWritable();
  }

  @Override
  public void awaitWritable(long time, TimeUnit timeUnit) throws IOException {
    next().awaitWritable(time, timeUnit);
  }

  @Override
  public XnioIoThread getWriteThread() {
    return exchange.getIoThread();
  }

  @Override
  public void setWriteReadyHandler(WriteReadyHandler handler) {
    readyHandler = handler;
    if (next != null) {
      next.setWriteReadyHandler(handler);
    }
  }

  @Override
  public XnioWorker getWorker() {
    return exchange.getConnection().getWorker();
  }
}
