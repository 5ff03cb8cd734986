package io.slipway.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.glassfish.tyrus.core.TyrusExtension;
import org.glassfish.tyrus.core.extension.ExtendedExtension;
import org.glassfish.tyrus.core.frame.CloseFrame;
import org.glassfish.tyrus.core.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate: RFC 7692, always without context takeover, so that a socket holds compression
 * state only while a message is on its way. Whole messages are compressed where that makes them
 * smaller; those that the endpoint sends in parts are not. Thread safe: what belongs to a
 * connection is in its context.
 */
final class DeflateExtension implements ExtendedExtension {
  static final String NAME = "permessage-deflate";
  private static final String INFLATER = DeflateExtension.class.getName() + ".inflater";

  /**
   * Bytes of an empty block, behind its first three bits, that a message ends with and that are not
   * sent: 7.2.1. As they have no data, none need be put back to inflate it.
   */
  private static final int TAIL = 4;

  /** Below that, the compressed message is rarely smaller. */
  private static final int WORTHWHILE = 128;

  private final int maxFrame;

  /**
   * @param maxFrame bytes that a frame may grow to; beyond, the connection is closed with 1009
   */
  DeflateExtension(int maxFrame) {
    this.maxFrame = maxFrame;
  }

  /**
   * The offers of a {@code Sec-WebSocket-Extensions} field without those of this extension that
   * cannot be met: 7.1. The JDK's deflater always uses its largest window.
   */
  static List<String> acceptable(List<String> offers) {
    List<String> met = new ArrayList<>();
    for (String offer : offers) {
      if (!offer.strip().toLowerCase(Locale.ROOT).startsWith(NAME) || isAcceptable(offer)) {
        met.add(offer);
      }
    }
    return met;
  }

  private static boolean isAcceptable(String offer) {
    String[] parts = offer.split(";", -1);
    Set<String> names = new HashSet<>();
    for (int i = 1; i < parts.length; i++) {
      String[] parameter = parts[i].split("=", 2);
      String name = parameter[0].strip().toLowerCase(Locale.ROOT);
      String value = parameter.length == 1 ? "" : parameter[1].strip().replace("\"", "");
      boolean met =
          switch (name) {
            case "server_no_context_takeover", "client_no_context_takeover" ->
                parameter.length == 1;
            case "server_max_window_bits" -> value.equals("15");
            case "client_max_window_bits" -> parameter.length == 1 || value.matches("[89]|1[0-5]");
            default -> false;
          };
      if (!met || !names.add(name)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String getName() {
    return NAME;
  }

  /** What a client offers: its server is to keep nothing between messages, as nothing is here. */
  @Override
  public List<Parameter> getParameters() {
    return List.of(new TyrusExtension.TyrusParameter("server_no_context_takeover", null));
  }

  @Override
  public List<Parameter> onExtensionNegotiation(
      ExtensionContext context, @Nullable List<Parameter> requested) {
    List<Parameter> answer = new ArrayList<>();
    answer.add(new TyrusExtension.TyrusParameter("server_no_context_takeover", null));
    answer.add(new TyrusExtension.TyrusParameter("client_no_context_takeover", null));
    if (requested != null) {
      for (Parameter parameter : requested) {
        if (parameter.getName().equalsIgnoreCase("server_max_window_bits")) {
          answer.add(new TyrusExtension.TyrusParameter("server_max_window_bits", "15"));
        }
      }
    }
    return answer;
  }

  @Override
  public void onHandshakeResponse(ExtensionContext context, List<Parameter> response) {
    // The client's side: nothing is kept between messages anyway
  }

  /**
   * What cannot be inflated becomes a close frame: an exception would make Tyrus take the frame for
   * uncompressed.
   */
  @Override
  public Frame processIncoming(ExtensionContext context, Frame frame) {
    if (frame.isControlFrame()) {
      return frame;
    }
    Inflater inflater = (Inflater) context.getProperties().get(INFLATER);
    if (inflater == null) {
      if (!frame.isRsv1() || frame.getOpcode() == 0) {
        return frame;
      }
      inflater = new Inflater(true);
      context.getProperties().put(INFLATER, inflater);
    } else if (frame.isRsv1() || frame.getOpcode() != 0) {
      // 6.1: only the first frame of a message has the bit, and there is one message at a time:
      // Tyrus refuses the frame
      return frame;
    }
    try {
      ByteArrayOutputStream plain =
          new ByteArrayOutputStream(Math.max(64, 3 * (int) frame.getPayloadLength()));
      boolean fits =
          inflate(inflater, frame.getPayloadData(), (int) frame.getPayloadLength(), plain);
      if (frame.isFin()) {
        destroy(context);
      }
      return fits
          ? Frame.builder(frame).rsv1(false).payloadData(plain.toByteArray()).build()
          : close(context, CloseCodes.TOO_BIG, "The message is too big");
    } catch (DataFormatException broken) {
      return close(
          context, CloseCodes.NOT_CONSISTENT, "The message is not compressed as it should be");
    }
  }

  private Frame close(ExtensionContext context, CloseCodes code, String reason) {
    destroy(context);
    return new CloseFrame(new CloseReason(code, reason));
  }

  /** False if it became too much. 7.2.1: behind a block that says it is the last may be others. */
  private boolean inflate(Inflater inflater, byte[] bytes, int length, ByteArrayOutputStream plain)
      throws DataFormatException {
    inflater.setInput(bytes, 0, length);
    byte[] part = new byte[8192];
    while (plain.size() <= maxFrame) {
      int count = inflater.inflate(part);
      plain.write(part, 0, count);
      if (count == 0) {
        if (!inflater.finished()) {
          return true;
        }
        int rest = inflater.getRemaining();
        inflater.reset();
        inflater.setInput(bytes, length - rest, rest);
      }
    }
    return false;
  }

  @Override
  public Frame processOutgoing(ExtensionContext context, Frame frame) {
    int length = (int) frame.getPayloadLength();
    if (frame.isControlFrame() || !frame.isFin() || frame.getOpcode() == 0 || length < WORTHWHILE) {
      return frame;
    }
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(frame.getPayloadData(), 0, length);
      // With the tail and what is no gain any more
      byte[] compressed = new byte[length];
      int size = deflater.deflate(compressed, 0, length, Deflater.SYNC_FLUSH);
      if (size == length) {
        return frame;
      }
      return Frame.builder(frame)
          .rsv1(true)
          .payloadData(compressed)
          .payloadLength(size - TAIL)
          .build();
    } finally {
      deflater.end();
    }
  }

  @Override
  public void destroy(ExtensionContext context) {
    Object inflater = context.getProperties().remove(INFLATER);
    if (inflater instanceof Inflater held) {
      held.end();
    }
  }
}
