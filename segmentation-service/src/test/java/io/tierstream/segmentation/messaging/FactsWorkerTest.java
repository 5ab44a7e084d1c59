package io.tierstream.segmentation.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.Intake;
import io.tierstream.segmentation.application.OwnedNumber;
import io.tierstream.segmentation.persistence.Ownerships;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FactsWorkerTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final Topics topics = new Topics("");
  private final FactsWorker worker =
      new FactsWorker(
          "test",
          new PipelineParts(
              topics,
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
              topics,
              null,
              number -> null,
              PollStamps.of("test"),
              Clock.systemUTC(),
              1),
          new PipelineMetrics(new SimpleMeterRegistry()),
          new SweepPace(1));

  @Test
  void aSweepWaitsForItsTurnWhileABatchIsFolded() throws InterruptedException {
    var batch = new Thread(() -> worker.take(longBatch()));
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

  @Test
  void aFaultThatNobodyKnowsEndsNothing() throws InterruptedException {
    var taken =
        new Ownerships.Taken(
            0, 1, 0, Map.of(), Map.of(), List.of(), List.of(), Map.of(), List.of());
    worker.owned().hold(new OwnedNumber(taken, 0, 1), null);
    // There is nothing here that could fold it.
    var record = new ReadPoll.OfRecord(0, Instant.EPOCH, null, new Intake.Skipped());
    var poll =
        new ReadPoll(List.of(new ReadPoll.OfPartition(Topics.ORDERS, 0, 0, List.of(record))), 1);
    var failed = new AtomicReference<Throwable>();
    var batch = new Thread(() -> worker.take(List.of(poll)));
    batch.setUncaughtExceptionHandler((thread, e) -> failed.set(e));
    batch.start();

    await()
        .atMost(LONG)
        .until(() -> batch.getState() == Thread.State.TIMED_WAITING || !batch.isAlive());
    assertThat(batch.isAlive()).isTrue();
    end.countDown();
    batch.join();
    assertThat(failed.get()).isInstanceOf(BackOff.StoppingException.class);
  }

  /** Folded until {@link #end}. */
  private List<ReadPoll> longBatch() {
    return new AbstractList<>() {
      @Override
      public int size() {
        begun.countDown();
        try {
          end.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return 0;
      }

      @Override
      public ReadPoll get(int index) {
        throw new IndexOutOfBoundsException(index);
      }
    };
  }
}
