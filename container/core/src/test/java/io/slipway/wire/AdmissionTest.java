package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {
  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:1::1, 2001:db8:0:1:ffff::2, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, ::ffff:192.0.2.1, true"
  })
  void aHostIsCountedByItsNetwork(String one, String other, boolean together) throws Exception {
    assertThat(
            Admission.network(InetAddress.getByName(one))
                .equals(Admission.network(InetAddress.getByName(other))))
        .isEqualTo(together);
  }
}
