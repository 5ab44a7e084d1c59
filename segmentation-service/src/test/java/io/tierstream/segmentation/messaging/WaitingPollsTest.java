package io.tierstream.segmentation.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WaitingPollsTest {

  private final WaitingPolls polls = new WaitingPolls(10);

  @Test
  void allThatWaitsIsTakenAtOnceAndInOrder() {
    var first = poll(3);
    var second = poll(4);
    polls.put(first);
    polls.put(second);
    assertThat(polls.take()).containsExactly(first, second);
  }

  @Test
  void whoTakesWaitsUntilSomethingComes() {
    var taken = CompletableFuture.supplyAsync(polls::take);
    var poll = poll(1);
    polls.put(poll);
    await().until(taken::isDone);
    assertThat(taken.join()).containsExactly(poll);
  }

  @Test
  void whoPutsWaitsWhileThereIsEnough() throws InterruptedException {
    polls.put(poll(10));
    var put = new Thread(() -> polls.put(poll(1)));
    put.start();
    await().until(() -> put.getState() == Thread.State.WAITING);
    assertThat(polls.take()).hasSize(1);
    put.join();
    assertThat(polls.take()).hasSize(1);
  }

  @Test
  void afterTheEndWhatWaitsAndWhatComesIsDropped() throws InterruptedException {
    polls.put(poll(10));
    var put = new Thread(() -> polls.put(poll(1)));
    put.start();
    await().until(() -> put.getState() == Thread.State.WAITING);
    polls.close();
    put.join();
    polls.put(poll(1));
    assertThat(polls.take()).isEmpty();
  }

  @Test
  void whoPutsIsToldThatTheWorkerFailed() {
    var failure = new IllegalStateException("broken");
    polls.close(failure);
    polls.close();
    assertThatThrownBy(() -> polls.put(poll(1))).hasCause(failure);
  }

  private static ReadPoll poll(int count) {
    return new ReadPoll(List.of(), count);
  }
}
