package io.slipway.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Inflater;
import org.glassfish.tyrus.core.TyrusExtension;
import org.glassfish.tyrus.core.extension.ExtendedExtension.ExtensionContext;
import org.glassfish.tyrus.core.frame.CloseFrame;
import org.glassfish.tyrus.core.frame.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against RFC 7692, mostly its sections 7.1 and 7.2. */
class DeflateExtensionTest {
  private static final int MAX = 20_000;

  private final DeflateExtension extension = new DeflateExtension(MAX);
  private final Map<String, Object> properties = new HashMap<>();
  private final ExtensionContext context = () -> properties;

  private static Frame frame(boolean fin, boolean rsv1, int opcode, byte[] payload) {
    return Frame.builder()
        .fin(fin)
        .rsv1(rsv1)
        .opcode((byte) opcode)
        .payloadData(payload)
        .payloadLength(payload.length)
        .build();
  }

  /** The frames of one compressed message, in hexadecimal, between them a bar. */
  private byte[] message(String frames) {
    String[] all = frames.split("\\|");
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int i = 0; i < all.length; i++) {
      byte[] payload = HexFormat.of().parseHex(all[i].replace(" ", ""));
      Frame got =
          extension.processIncoming(
              context, frame(i == all.length - 1, i == 0, i == 0 ? 1 : 0, payload));
      assertThat(got).isNotInstanceOf(CloseFrame.class);
      assertThat(got.isRsv1()).isFalse();
      assertThat(got.isFin()).isEqualTo(i == all.length - 1);
      assertThat(got.getOpcode()).isEqualTo((byte) (i == 0 ? 1 : 0));
      plain.write(got.getPayloadData(), 0, (int) got.getPayloadLength());
    }
    assertThat(properties).as("kept between messages").isEmpty();
    return plain.toByteArray();
  }

  /** 7.2.3, and what 7.2.1 allows: blocks of any kind, with BFINAL or without, and more of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          f248cdc9c90700                           ; Hello
          f248cd | c9c90700                        ; Hello
          000500faff48656c6c6f00                   ; Hello
          f348cdc9c90700 00                        ; Hello
          f24805000000ffffcac9c90700               ; Hello
          f348cdc9c90700 f348cdc9c90700 00         ; HelloHello
          f348cdc9c90700 f248cdc9c90700            ; HelloHello
          f348cdc9c90700 | f348cdc9c90700 | 00     ; HelloHello
          f348cdc9c907 | 00 f348cd | c9c90700 00   ; HelloHello
          f348cdc9c90700                           ; Hello
          00                                       ; ''
          """)
  void aMessageIsInflated(String frames, String text) {
    assertThat(message(frames)).asString().isEqualTo(text);
  }

  @Test
  void nothingOfAMessageIsInTheNext() {
    assertThat(message("f248cdc9c90700")).asString().isEqualTo("Hello");
    // which would refer to it
    Frame got =
        extension.processIncoming(
            context, frame(true, true, 1, HexFormat.of().parseHex("f200110000")));
    assertThat(code(got)).isEqualTo(1007);
    assertThat(message("f248cdc9c90700")).asString().isEqualTo("Hello");
  }

  private static int code(Frame frame) {
    assertThat(frame).isInstanceOf(CloseFrame.class);
    return ((CloseFrame) frame).getCloseReason().getCloseCode().getCode();
  }

  @Test
  void whatIsNotCompressedOrNotDataIsLeftAsItIs() {
    byte[] payload = "Hello".getBytes(US_ASCII);
    for (Frame frame :
        List.of(
            frame(true, false, 1, payload),
            frame(false, false, 2, payload),
            frame(true, false, 0, payload),
            // refused by whoever sees the bit behind the extension: 6
            frame(true, true, 0, payload),
            frame(true, true, 9, payload))) {
      assertThat(extension.processIncoming(context, frame)).isSameAs(frame);
    }
    assertThat(properties).isEmpty();
  }

  @Test
  void withinACompressedMessageOnlyWhatGoesOnWithItIsInflated() {
    byte[] half = HexFormat.of().parseHex("f248cd");
    extension.processIncoming(context, frame(false, true, 1, half));
    for (Frame frame :
        List.of(
            frame(true, false, 9, half),
            frame(true, true, 0, half),
            frame(true, false, 1, half),
            frame(true, true, 2, half))) {
      assertThat(extension.processIncoming(context, frame)).isSameAs(frame);
    }
    Frame rest =
        extension.processIncoming(
            context, frame(true, false, 0, HexFormat.of().parseHex("c9c90700")));
    assertThat(rest.getPayloadData()).asString().isEqualTo("llo");
    assertThat(properties).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true"})
  void aFrameGrowsToItsLimitAndNoFurther(int beyond, boolean refused) {
    Frame sent =
        new DeflateExtension(MAX)
            .processOutgoing(context, frame(true, false, 2, new byte[MAX + beyond]));
    assertThat(sent.isRsv1()).isTrue();
    Frame got = extension.processIncoming(context, sent);
    if (refused) {
      assertThat(code(got)).isEqualTo(1009);
    } else {
      assertThat(got.getPayloadLength()).isEqualTo(MAX);
    }
    assertThat(properties).isEmpty();
  }

  @Test
  void theMemoryOfAMessageThatIsNotCompleteIsGivenBack() {
    extension.processIncoming(context, frame(false, true, 1, HexFormat.of().parseHex("f248cd")));
    Inflater inflater = (Inflater) properties.values().iterator().next();

    extension.destroy(context);

    assertThat(properties).isEmpty();
    assertThat(catchThrowable(inflater::reset)).as("ended").hasMessage("Inflater has been closed");
    extension.destroy(context);
  }

  @Test
  void onlyWholeDataThatBecomesSmallerIsCompressed() {
    byte[] zeros = new byte[128];
    for (Frame frame :
        List.of(
            frame(true, false, 1, new byte[127]),
            frame(false, false, 1, zeros),
            frame(true, false, 0, zeros),
            frame(true, false, 10, zeros))) {
      assertThat(extension.processOutgoing(context, frame)).isSameAs(frame);
    }
    byte[] noise = new byte[5_000];
    new Random(1).nextBytes(noise);
    Frame random = frame(true, false, 2, noise);
    assertThat(extension.processOutgoing(context, random)).isSameAs(random);

    Frame sent = extension.processOutgoing(context, frame(true, false, 2, zeros));
    assertThat(sent.isRsv1()).isTrue();
    assertThat(sent.isFin()).isTrue();
    assertThat(sent.getOpcode()).isEqualTo((byte) 2);
    assertThat(sent.getPayloadLength()).isLessThan(20);
    // nothing of the tail: 7.2.1
    assertThat(sent.getPayloadData()[(int) sent.getPayloadLength() - 1]).isZero();
    assertThat(extension.processIncoming(context, sent).getPayloadData()).isEqualTo(zeros);
  }

  /** 7.1: with a parameter that is not known, wrong, or there twice, an offer is declined. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate; x",
        "permessage-deflate;",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_max_window_bits; Client_max_window_bits=15",
        " PerMessage-Deflate;x=y"
      })
  void anOfferThatCannotBeMetIsNone(String offer) {
    String good = "permessage-deflate";
    assertThat(DeflateExtension.acceptable(List.of("other; x", offer, good)))
        .containsExactly("other; x", good);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=8; server_max_window_bits=15",
        "permessage-deflate; client_max_window_bits=\"9\"",
        "permessage-deflate;server_max_window_bits = \"15\" ;client_max_window_bits=10",
        " PERMESSAGE-DEFLATE ; Server_No_Context_Takeover; client_no_context_takeover"
      })
  void anOfferThatCanBeMetStays(String offer) {
    assertThat(DeflateExtension.acceptable(List.of(offer))).containsExactly(offer);
  }

  /** 7.1.2.1: what the server agrees to of its window it says; of the client's it need not. */
  @Test
  void theAnswerSaysWhatIsDone() {
    assertThat(
            extension.onExtensionNegotiation(
                context,
                List.of(
                    new TyrusExtension.TyrusParameter("client_max_window_bits", null),
                    new TyrusExtension.TyrusParameter("server_max_window_bits", "15"))))
        .extracting(parameter -> parameter.getName() + "=" + parameter.getValue())
        .containsExactly(
            "server_no_context_takeover=null",
            "client_no_context_takeover=null",
            "server_max_window_bits=15");
    assertThat(extension.onExtensionNegotiation(context, null)).hasSize(2);
  }
}
