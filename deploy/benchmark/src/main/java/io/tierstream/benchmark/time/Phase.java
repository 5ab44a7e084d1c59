package io.tierstream.benchmark.time;

import io.tierstream.benchmark.LivePayments;

/**
 * A stretch of a measurement and how the live payments did that were due in it.
 *
 * @param seconds it took
 */
record Phase(String name, double seconds, LivePayments.Stretch live) {

  double p50() {
    return live.latencies().millis(0.5);
  }

  double p99() {
    return live.latencies().millis(0.99);
  }
}
