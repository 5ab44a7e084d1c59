package io.tierstream.benchmark.reads;

import io.tierstream.benchmark.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Questions about single customers, drawn at random: on each connection one after the other, as
 * soon as the one before is answered.
 *
 * @param ids of those who are asked about
 * @param connections at once
 */
record Load(List<String> ids, int connections) {

  /**
   * What came of it.
   *
   * @param rate answers per second, of all connections together
   */
  record Answers(double rate, Latencies latencies) {}

  /**
   * Asks for a time.
   *
   * @param prefix of the path, before the id
   * @param seed of the draw
   * @throws ExecutionException when an answer isn't 200
   */
  Answers run(int port, String prefix, int seconds, long seed)
      throws InterruptedException, ExecutionException {
    long began = System.nanoTime();
    long until = began + TimeUnit.SECONDS.toNanos(seconds);
    var asking = new ArrayList<Callable<List<Long>>>();
    for (int i = 0; i < connections; i++) {
      var random = new Random(seed * connections + i);
      asking.add(() -> ask(port, prefix, until, random));
    }
    var executor = Executors.newFixedThreadPool(connections);
    try {
      var nanos = new ArrayList<Long>();
      for (var asked : executor.invokeAll(asking)) {
        nanos.addAll(asked.get());
      }
      double took = (System.nanoTime() - began) / 1e9;
      return new Answers(nanos.size() / took, Latencies.of(nanos));
    } finally {
      executor.shutdownNow();
    }
  }

  private List<Long> ask(int port, String prefix, long until, Random random) throws Exception {
    var nanos = new ArrayList<Long>();
    try (var connection = new KeptConnection(port)) {
      long began = System.nanoTime();
      while (began < until) {
        connection.get(prefix + ids.get(random.nextInt(ids.size())));
        long answered = System.nanoTime();
        nanos.add(answered - began);
        began = answered;
      }
    }
    return nanos;
  }
}
