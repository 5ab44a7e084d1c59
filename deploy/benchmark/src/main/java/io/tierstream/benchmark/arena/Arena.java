package io.tierstream.benchmark.arena;

import io.tierstream.embedded.FileTree;
import io.tierstream.embedded.KafkaProcess;
import io.tierstream.embedded.PostgresProcess;
import io.tierstream.embedded.TopicSettings;
import io.tierstream.events.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A broker that has the workload, and a database server, as the local system has them. */
public final class Arena implements AutoCloseable {

  public static final String BROKER = "broker";
  public static final String DATABASE = "PostgreSQL";

  /** What contestants write; begun anew for each. */
  private static final Set<String> OUTPUTS = Set.of("tier-changes", "customer-segments");

  private final Path folder;
  private final KafkaProcess broker;
  private final PostgresProcess database;
  private final List<NewTopic> topics;
  private Workload workload;
  private int heats;

  /** Heats that began and weren't cleared; what they have left says why. */
  private int unfinished;

  private Arena(Path folder, KafkaProcess broker, PostgresProcess database, List<NewTopic> topics) {
    this.folder = folder;
    this.broker = broker;
    this.database = database;
    this.topics = topics;
  }

  public static Arena open() throws IOException {
    var folder = Files.createTempDirectory("tierstream-arena-");
    var broker = KafkaProcess.start(KafkaProcess.Options.temporary());
    try {
      var database = PostgresProcess.start(PostgresProcess.Options.temporary());
      var topics =
          TopicSettings.read(
              Arena.class.getClassLoader().getResource("tierstream/topics.properties"), "");
      return new Arena(folder, broker, database, topics);
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** For what lasts longer than a heat. */
  public Path folder() {
    return folder;
  }

  /** The processes that every contestant works with, by name. */
  public Map<String, Long> servers() {
    return Map.of(BROKER, broker.pid(), DATABASE, database.pid());
  }

  /** Has all topics, and nothing in them. */
  public void empty() throws InterruptedException, ExecutionException {
    recreate(topics.stream().map(NewTopic::name).collect(Collectors.toSet()));
  }

  /** Fills the topics with {@code next}; whatever was there is gone. */
  public void fill(Workload next) throws InterruptedException, ExecutionException {
    empty();
    workload = next;
    try (var feed = new Feed(broker.bootstrapServers())) {
      next.forEach(event -> feed.put(record(event)));
    }
  }

  private static ProducerRecord<byte[], byte[]> record(Workload.Event event) {
    var envelope =
        new CloudEvent(
            event.id(),
            event.topic().equals("orders") ? "order-service" : "feedback-service",
            CloudEvent.TYPE_PREFIX + event.type(),
            event.time(),
            event.subject(),
            null,
            null,
            event.value().getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(
        event.topic(),
        null,
        event.time().toEpochMilli(),
        event.key().getBytes(StandardCharsets.UTF_8),
        envelope.data(),
        envelope.toHeaders());
  }

  /** Everything that a contestant needs, as the one before it found it. */
  public Heat heat() throws IOException, SQLException, InterruptedException, ExecutionException {
    recreate(OUTPUTS);
    heats++;
    unfinished++;
    var name = "heat" + heats;
    database.createDatabase(name);
    // What the one before has left to be written isn't this one's work.
    try (var connection = database.connect(name);
        var statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
    return new Heat(
        broker.bootstrapServers(),
        database,
        name,
        name,
        Files.createDirectories(folder.resolve(name)),
        workload);
  }

  /** The heat is over and nothing of it is needed any more. */
  public void clear(Heat heat)
      throws IOException, SQLException, InterruptedException, ExecutionException {
    unfinished--;
    FileTree.delete(heat.folder());
    try (var connection = database.connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + heat.database() + " WITH (FORCE)");
    }
    try (var admin = admin()) {
      var foreign =
          admin.listTopics().names().get().stream()
              .filter(name -> topics.stream().noneMatch(topic -> topic.name().equals(name)))
              .toList();
      admin.deleteTopics(foreign).all().get();
    }
  }

  private void recreate(Set<String> names) throws InterruptedException, ExecutionException {
    try (var admin = admin()) {
      var there = admin.listTopics().names().get();
      there.retainAll(names);
      admin.deleteTopics(there).all().get();
      while (admin.listTopics().names().get().stream().anyMatch(names::contains)) {
        Thread.sleep(20);
      }
    }
    var created = topics.stream().filter(topic -> names.contains(topic.name())).toList();
    broker.createTopics(created);
    awaitLeaders(created);
  }

  /** Who writes to a partition while it is being made may be refused for ever. */
  private void awaitLeaders(List<NewTopic> created)
      throws InterruptedException, ExecutionException {
    var partitions =
        created.stream()
            .flatMap(
                topic ->
                    IntStream.range(0, topic.numPartitions())
                        .mapToObj(number -> new TopicPartition(topic.name(), number)))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    try (var admin = admin()) {
      while (!isThere(admin, partitions)) {
        Thread.sleep(20);
      }
    }
  }

  private static boolean isThere(Admin admin, Map<TopicPartition, OffsetSpec> partitions)
      throws InterruptedException, ExecutionException {
    try {
      admin.listOffsets(partitions).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.<String, Object>of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
  }

  /** Ends both servers; the folder stays when something went wrong. */
  @Override
  public void close() throws IOException {
    try {
      broker.close();
    } finally {
      database.close();
    }
    if (unfinished == 0) {
      FileTree.delete(folder);
    }
  }
}
