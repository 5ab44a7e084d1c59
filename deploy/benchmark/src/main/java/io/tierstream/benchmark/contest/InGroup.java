package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.JavaProgram;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** A program whose positions are its consumer group's, committed with what it tells. */
final class InGroup implements Contestant.Entry {

  /** The broker is busy with better things. */
  private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Admin admin;
  private final String group;
  private final JavaProgram program;
  private long taken;
  private long askedAt = System.nanoTime() - ASK_NANOS;

  /**
   * @param admin to be closed with it
   */
  InGroup(Admin admin, String group, JavaProgram program) {
    this.admin = admin;
    this.group = group;
    this.program = program;
  }

  @Override
  public JavaProgram program() {
    return program;
  }

  @Override
  public long taken() {
    if (System.nanoTime() - askedAt >= ASK_NANOS) {
      taken = committed();
      askedAt = System.nanoTime();
    }
    return taken;
  }

  private long committed() {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(one -> one.getValue() != null && FactsShare.TOPICS.contains(one.getKey().topic()))
          .mapToLong(one -> one.getValue().offset())
          .sum();
    } catch (ExecutionException e) {
      return taken; // there is no such group yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return taken;
    }
  }

  /** What it told was committed with the positions. */
  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public void close() {
    program.close();
    admin.close();
  }
}
