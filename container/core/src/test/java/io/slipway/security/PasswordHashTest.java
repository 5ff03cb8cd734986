package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  @Test
  void matchesItsPasswordAndNoOther() {
    PasswordHash hash = PasswordHash.of("sécret".toCharArray());
    assertThat(hash.matches("sécret".toCharArray())).isTrue();
    assertThat(hash.matches("secret".toCharArray())).isFalse();
    assertThat(hash.matches(new char[0])).isFalse();
  }

  @Test
  void survivesBeingWrittenAndRead() {
    PasswordHash hash = PasswordHash.of("a".toCharArray());
    assertThat(PasswordHash.parse(hash.toString())).isEqualTo(hash);
  }

  @Test
  void twoHashesOfOnePasswordDiffer() {
    assertThat(PasswordHash.of("a".toCharArray()).toString())
        .isNotEqualTo(PasswordHash.of("a".toCharArray()).toString());
  }

  @Test
  void nobodyHasNoPassword() {
    assertThat(PasswordHash.NOBODY.matches("a".toCharArray())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "pbkdf2-sha256$x$AAAA$AAAA",
        "pbkdf2-sha256$0$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "pbkdf2-sha256$1$AAAA$",
        "pbkdf2-sha256$1$*$AAAAAAAAAAAAAAAAAAAAAA",
        "md5$1$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "pbkdf2-sha256$99999999$AAAA$AAAAAAAAAAAAAAAAAAAAAA"
      })
  void whatIsNoHashIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> PasswordHash.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
