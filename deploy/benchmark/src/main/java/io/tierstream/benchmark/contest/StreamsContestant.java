package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.JavaProgram;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** {@link StreamsProgram}. */
final class StreamsContestant implements Contestant {

  static final String NAME = "Kafka Streams";

  private static final String COMMIT_MILLIS = "100";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean tellsSegments() {
    return true;
  }

  @Override
  public Entry start(Heat heat) throws IOException {
    var admin =
        Admin.create(
            Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, heat.bootstrapServers()));
    try {
      var deadLetters = StreamsProgram.deadLetters(heat.group());
      admin
          .createTopics(List.of(new NewTopic(deadLetters, Optional.empty(), Optional.empty())))
          .all()
          .get();
      return new InGroup(
          admin,
          heat.group(),
          JavaProgram.of(
              StreamsProgram.class,
              heat.folder().resolve("streams.log"),
              List.of("-Xmx1g", "-XX:+UseParallelGC"),
              List.of(
                  heat.bootstrapServers(),
                  heat.group(),
                  heat.folder().resolve("streams").toString(),
                  COMMIT_MILLIS)));
    } catch (ExecutionException e) {
      admin.close();
      throw new IllegalStateException("the topic of dead letters can't be created", e);
    } catch (InterruptedException e) {
      admin.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
