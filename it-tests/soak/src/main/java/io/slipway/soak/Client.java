package io.slipway.soak;

import java.util.Random;

/** One kind of client, run again and again by a thread of its own. */
@FunctionalInterface
interface Client {
  /**
   * @throws Exception if the answer is not what it must be
   */
  void call(Random random) throws Exception;
}
