package io.slipway.session;

import java.util.List;

/**
 * A session while its webapp does not run, as bytes. Times are those of {@code
 * System.currentTimeMillis}.
 *
 * @param idleSince when its last request ended
 * @param maxInactiveSeconds zero or less: it never expires
 * @param fresh whether the client has not come back with it yet: {@code HttpSession.isNew}
 * @param notes what the container keeps with the session: a login
 */
public record KeptSession(
    String id,
    long created,
    long lastAccessed,
    long thisAccessed,
    long idleSince,
    int maxInactiveSeconds,
    boolean fresh,
    List<Values> attributes,
    List<Values> notes) {
  public KeptSession {
    attributes = List.copyOf(attributes);
    notes = List.copyOf(notes);
  }

  /**
   * Values that refer to the same objects, and so can only be written and read together; most stand
   * alone.
   *
   * @param serialised one object for each name, in their order; not copied
   */
  public record Values(List<String> names, byte[] serialised) {
    public Values {
      names = List.copyOf(names);
    }
  }
}
