package io.slipway.wire;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xnio.XnioIoThread;

/**
 * The connections that have begun to speak HTTP, so that those without a request can be ended when
 * the server ends. A connection is added and removed once in its life, and nothing is done for its
 * requests.
 */
final class OpenConnections {
  /** A connection that knows whether it has a request. */
  interface Member {
    XnioIoThread ioThread();

    /** Ends the connection unless it has a request, or a part of one. On its IO thread. */
    void endIfIdle();
  }

  private final Set<Member> members = ConcurrentHashMap.newKeySet();

  void add(Member member) {
    members.add(member);
  }

  void remove(Member member) {
    members.remove(member);
  }

  int count() {
    return members.size();
  }

  void endIdle() {
    members.forEach(member -> member.ioThread().execute(member::endIfIdle));
  }
}
