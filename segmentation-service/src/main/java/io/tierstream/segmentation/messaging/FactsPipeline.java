package io.tierstream.segmentation.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.tierstream.events.DeadLetter;
import io.tierstream.events.KafkaSettings;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.SegmentationSettings;
import io.tierstream.segmentation.application.FoldFacts;
import io.tierstream.segmentation.application.SweepDue;
import io.tierstream.segmentation.persistence.Ownerships;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jboss.logging.Logger;

/** Sets the workers up, one per channel, and keeps them looking and sweeping between batches. */
@ApplicationScoped
public class FactsPipeline {

  private static final Logger LOG = Logger.getLogger(FactsPipeline.class);

  /** The consumer group, and this service's name in its dead letters. */
  static final String CONSUMER = "segmentation";

  static final List<String> INPUTS =
      List.of(Topics.CUSTOMERS, Topics.ORDERS, Topics.FEEDBACK, Topics.SEGMENTATION_INPUTS);
  static final List<String> CHANNELS = List.of(FactsConsumer.CHANNEL_1, FactsConsumer.CHANNEL_2);

  private static final int LOOK_MILLIS = 500;
  private static final int ADVISE_MILLIS = 100;
  private static final int CHECK_MILLIS = 2_000;
  private static final int MAX_BLOCK_MILLIS = 10_000;

  /** The coordinator may be busy with the commit before, for a moment. */
  private static final int RETRY_MILLIS = 10;

  /** Room for what one commit says on a partition: a request each would cost more than the rest. */
  private static final int PUBLISHED_BATCH_BYTES = 1 << 18;

  private final KafkaClientService clients;
  private final SegmentationSettings.Segmentation settings;
  private final TopicEnds ends;
  private final PollReader reader;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Map<String, FactsWorker> workers = new HashMap<>();
  private final Map<String, WaitingPolls> polls = new HashMap<>();

  /** A thread per sweep, which may wait for its turn, and one for everything else. */
  private final ScheduledExecutorService schedule =
      Executors.newScheduledThreadPool(CHANNELS.size() + 1);

  @Inject
  FactsPipeline(
      KafkaClientService clients,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      SegmentationSettings settings,
      Topics topics,
      Clock clock,
      FoldFacts foldFacts,
      SweepDue sweepDue,
      Ownerships ownerships,
      TopicHistory history,
      PipelineMetrics metrics) {
    this.clients = clients;
    this.settings = settings.segmentation();
    this.ends = new TopicEnds(KafkaSettings.only(kafka, AdminClientConfig.configNames()));
    var deadLetters = new DeadLetters(topics, CONSUMER);
    this.reader =
        new PollReader(
            topics, new FactReader(clock, settings.baseCurrency(), deadLetters), deadLetters);
    var parts =
        new PipelineParts(
            topics,
            clock,
            reader,
            history,
            foldFacts,
            sweepDue,
            ends,
            () -> new BackOff(this.settings.retryMaxWait(), stopping));
    var process = ProcessHandle.current().pid();
    for (var channel : CHANNELS) {
      var owned =
          new OwnedNumbers(
              process + "/" + channel,
              INPUTS,
              topics,
              ownerships,
              number -> publisher(kafka, topics, number),
              PollStamps.of("kafka-consumer-" + channel),
              clock,
              this.settings.cachedFacts());
      workers.put(
          channel,
          new FactsWorker(
              channel, parts, owned, metrics, new SweepPace(this.settings.sweepBatch())));
      polls.put(channel, new WaitingPolls(this.settings.waitingRecords()));
    }
  }

  private static PartitionPublisher publisher(
      Map<String, Object> kafka, Topics topics, int number) {
    var configuration = KafkaSettings.only(kafka, ProducerConfig.configNames());
    configuration.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.name(CONSUMER + "-" + number));
    configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
    configuration.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetter.MAX_REQUEST_BYTES);
    configuration.put(ProducerConfig.BATCH_SIZE_CONFIG, PUBLISHED_BATCH_BYTES);
    configuration.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_MILLIS);
    return new PartitionPublisher(number, topics.name(Topics.SEGMENTATION_INPUTS), configuration);
  }

  FactsWorker worker(String channel) {
    return workers.get(channel);
  }

  /** Returns when there is room for more to wait for the channel's worker. */
  void put(String channel, ConsumerRecords<byte[], byte[]> polled) {
    polls.get(channel).put(reader.read(polled));
  }

  /** Whether records come faster than they are folded, or time has still to pass for many. */
  boolean isBehind() {
    return polls.values().stream().anyMatch(WaitingPolls::isBehind)
        || workers.values().stream().anyMatch(FactsWorker::isSweeping);
  }

  void start(@Observes StartupEvent event) {
    if (!settings.serves()) {
      return;
    }
    for (var channel : CHANNELS) {
      var worker = worker(channel);
      new Thread(() -> worker.work(polls.get(channel)), channel).start();
      new Thread(worker.publishing()::run, channel + "-publishing").start();
      every(settings.sweepInterval().toMillis(), () -> sweep(worker));
      every(LOOK_MILLIS, () -> look(worker, channel));
      every(ADVISE_MILLIS, () -> worker.advise(consumer(channel)));
      every(CHECK_MILLIS, () -> worker.check(consumer(channel)));
    }
  }

  private void sweep(FactsWorker worker) {
    try {
      // As long as a portion changed something there may be another.
      var rest = worker.sweep();
      while (rest.isPresent() && !stopping.await(rest.get().toNanos(), TimeUnit.NANOSECONDS)) {
        rest = worker.sweep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(FactsWorker worker, String channel) {
    if (!worker.owned().isEmpty()) {
      worker.look(consumer(channel));
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(String channel) {
    return clients.getConsumer(channel);
  }

  private void every(long millis, Runnable task) {
    var unused =
        schedule.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                if (stopping.getCount() > 0) {
                  LOG.errorf(e, "A regular task of the pipeline failed; it will be run again");
                }
              }
            },
            millis,
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** Before the connector and the database go: whoever waits for them stops waiting. */
  void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
    stopping.countDown();
    polls.values().forEach(WaitingPolls::close);
    workers.values().forEach(worker -> worker.publishing().close());
    schedule.shutdown();
    ends.close();
  }

  /** After the connector: nobody publishes any more, and a producer would try for ever. */
  @PreDestroy
  void close() {
    workers.values().forEach(worker -> worker.owned().close());
  }
}
