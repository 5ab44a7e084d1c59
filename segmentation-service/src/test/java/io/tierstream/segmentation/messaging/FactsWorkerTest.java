package io.tierstream.segmentation.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tierstream.events.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.junit.jupiter.api.Test;

class FactsWorkerTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final CountDownLatch end = new CountDownLatch(1);
  private final FactsWorker worker =
      new FactsWorker(
          "test",
          new PipelineParts(
              new Topics(""),
              Clock.systemUTC(),
              null,
              null,
              null,
              null,
              null,
              () -> new BackOff(Duration.ofSeconds(1), end)),
          new OwnedNumbers(
              "test",
              List.of(Topics.ORDERS),
              new Topics(""),
              null,
              number -> null,
              PollStamps.of("test"),
              Clock.systemUTC(),
              1),
          new PipelineMetrics(new SimpleMeterRegistry()));

  @Test
  void aSweepWaitsForItsTurnWhileABatchIsFolded() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var batch = new Thread(() -> worker.take(new LongBatch(begun, end)));
    batch.start();
    begun.await();

    var sweep = new Thread(worker::sweep);
    sweep.start();

    try {
      await().atMost(LONG).until(() -> sweep.getState() != Thread.State.RUNNABLE);
      assertThat(sweep.getState()).isEqualTo(Thread.State.TIMED_WAITING);
    } finally {
      end.countDown();
    }
    batch.join();
    sweep.join();
  }

  /** Folded until {@code end}. */
  private static final class LongBatch extends ConsumerRecords<byte[], byte[]> {
    private final CountDownLatch begun;
    private final CountDownLatch end;

    LongBatch(CountDownLatch begun, CountDownLatch end) {
      super(Map.of(), Map.of());
      this.begun = begun;
      this.end = end;
    }

    @Override
    public int count() {
      begun.countDown();
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return super.count();
    }
  }
}
