package io.slipway.wire;

import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/** Counts connections, in all and by address, and lets no more in than may be. Without locks. */
final class Admission {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private final ConnectionLimits limits;
  private final Predicate<InetAddress> proxies;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<Object, AtomicInteger> byAddress = new ConcurrentHashMap<>();
  private final SparseLogs logs;

  /**
   * @param proxies those that are not counted by address: their connections are other people's
   */
  Admission(Terms terms, Predicate<InetAddress> proxies) {
    this.limits = terms.connections();
    this.logs = terms.logs();
    this.proxies = proxies;
  }

  /**
   * @param plain whether an answer can be sent: nobody shakes hands to refuse
   * @return null if the connection was refused and is closed
   */
  @Nullable Ticket admit(StreamConnection connection, boolean plain) {
    InetAddress address = connection.getPeerAddress(InetSocketAddress.class).getAddress();
    int max = limits.maxConnections();
    if (open.incrementAndGet() > max && max > 0) {
      open.decrementAndGet();
      refuse(connection, plain, StatusCodes.SERVICE_UNAVAILABLE, "limits.max-connections", max);
      return null;
    }
    int maxPerAddress = limits.maxPerAddress();
    Object key = maxPerAddress > 0 && !proxies.test(address) ? network(address) : null;
    if (key != null && enter(key) > maxPerAddress) {
      leave(key);
      open.decrementAndGet();
      refuse(
          connection,
          plain,
          StatusCodes.TOO_MANY_REQUESTS,
          "limits.max-connections-per-address",
          maxPerAddress);
      return null;
    }
    return new Ticket(key);
  }

  /** A host of IPv6 has a network of its own. */
  static Object network(InetAddress address) {
    return address instanceof Inet6Address
        ? ByteBuffer.wrap(Arrays.copyOf(address.getAddress(), 8))
        : address;
  }

  private int enter(Object key) {
    return byAddress
        .compute(
            key,
            (k, count) -> {
              AtomicInteger now = count == null ? new AtomicInteger() : count;
              now.incrementAndGet();
              return now;
            })
        .get();
  }

  private void leave(Object key) {
    byAddress.computeIfPresent(key, (k, count) -> count.decrementAndGet() == 0 ? null : count);
  }

  private void refuse(
      StreamConnection connection, boolean plain, int status, String setting, int limit) {
    if (logs.due(setting)) {
      LOG.warnf(
          "connections refused with %s, the last from %s: %s (%s) are open",
          status, connection.getPeerAddress(), setting, limit);
    }
    try {
      if (plain) {
        String answer = ResponseHead.ofLast(status) + "Content-Length: 0\r\nRetry-After: 1\r\n\r\n";
        connection
            .getSinkChannel()
            .write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
        // closing over unread data would reset the connection, and the answer with it
        connection.getSourceChannel().read(ByteBuffer.allocate(4096));
      }
    } catch (IOException gone) {
      LOG.debug("A client that was refused has gone", gone);
    } finally {
      IoUtils.safeClose(connection);
    }
  }

  /** Of one connection, until it is closed. */
  final class Ticket {
    private final @Nullable Object key;
    private final AtomicInteger valid = new AtomicInteger(1);

    private Ticket(@Nullable Object key) {
      this.key = key;
    }

    /** {@link AtClose}; again, when its listener has been replaced. */
    void endsWith(StreamConnection connection) {
      AtClose.run(connection, this::end);
    }

    private void end() {
      if (valid.compareAndSet(1, 0)) {
        open.decrementAndGet();
        if (key != null) {
          leave(key);
        }
      }
    }
  }
}
