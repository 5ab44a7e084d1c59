package io.tierstream.benchmark.reads;

import io.tierstream.benchmark.arena.Usage;

/**
 * A round of questions about single customers.
 *
 * @param own microseconds of processor time that an answer took the server
 * @param database and PostgreSQL
 */
record Round(Load.Answers answers, double own, double database) {

  double rate() {
    return answers.rate();
  }

  /** In milliseconds; see {@link io.tierstream.benchmark.Latencies#millis}. */
  double millis(double share) {
    return answers.latencies().millis(share);
  }

  /** What {@code load} came to, and what was used of the processors meanwhile. */
  static Round of(Server server, long database, int seconds, Load load, long seed)
      throws Exception {
    var own = Usage.of(server.program().pid());
    var other = Usage.of(database);
    var answers = load.run(server.port(), server.prefix(), seconds, seed);
    return new Round(
        answers,
        micros(own, Usage.of(server.program().pid()), answers),
        micros(other, Usage.of(database), answers));
  }

  private static double micros(Usage before, Usage after, Load.Answers answers) {
    return after.cpu().minus(before.cpu()).toNanos() / 1e3 / answers.latencies().count();
  }
}
