package io.slipway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.Writer;
import org.junit.jupiter.api.Test;

class ClientSocketsTest {
  private static final class Recorded implements Connection {
    final List<CloseReason.CloseCode> closed = new ArrayList<>();

    @Override
    public ReadHandler getReadHandler() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Writer getWriter() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CloseListener getCloseListener() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close(CloseReason reason) {
      closed.add(reason.getCloseCode());
    }
  }

  @Test
  void oneThatIsOpenedWhileTheWebappEndsIsClosedToo() {
    ClientSockets sockets = new ClientSockets(getClass().getClassLoader());
    Recorded early = new Recorded();
    Recorded late = new Recorded();

    sockets.add(early);
    sockets.closeAll();
    sockets.add(late);

    assertThat(early.closed).containsExactly(CloseCodes.GOING_AWAY);
    assertThat(late.closed).containsExactly(CloseCodes.GOING_AWAY);
  }
}
