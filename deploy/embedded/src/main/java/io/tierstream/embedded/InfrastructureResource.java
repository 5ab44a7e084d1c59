package io.tierstream.embedded;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Gives a Quarkus test its own database, and its own topics under its own prefix, on a broker and a
 * database server that all tests of the JVM share. Restricted to the annotated class, each class
 * has its own; otherwise all classes share one set. The topics are those of the class path resource
 * {@code tierstream/topics.properties}; none when it is absent.
 *
 * <p>Both servers are embedded, unless the system property {@code infrastructure} is {@code
 * containers}: then they are Testcontainers', of the images {@code infrastructure.kafka.image} and
 * {@code infrastructure.postgres.image}, which are {@code apache/kafka} and {@code postgres} in the
 * embedded ones' versions unless told otherwise. Tests may kill and restart them all the same. What
 * can't be had there fails the test and says what to set; nothing falls back to the embedded ones.
 */
public final class InfrastructureResource implements QuarkusTestResourceLifecycleManager {
  private static final String TOPICS = "tierstream/topics.properties";

  private Infrastructure infrastructure;

  @Override
  public Map<String, String> start() {
    infrastructure = SharedPair.join();
    infrastructure.postgres().createDatabase(infrastructure.database());
    infrastructure.kafka().createTopics(topics());
    return Map.of(
        "kafka.bootstrap.servers", infrastructure.bootstrapServers(),
        "quarkus.datasource.jdbc.url", infrastructure.jdbcUrl(),
        "quarkus.datasource.username", infrastructure.username(),
        "quarkus.datasource.password", infrastructure.password(),
        "tierstream.topics.prefix", infrastructure.topicPrefix());
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(
        infrastructure,
        new TestInjector.AnnotatedAndMatchesType(InjectInfrastructure.class, Infrastructure.class));
  }

  /** Nothing: the pair serves the next test class, and ends with this JVM. */
  @Override
  public void stop() {}

  private List<NewTopic> topics() {
    var resource = resource(Thread.currentThread().getContextClassLoader());
    if (resource == null) {
      resource = resource(InfrastructureResource.class.getClassLoader());
    }
    try {
      return resource == null
          ? List.of()
          : TopicSettings.read(resource, infrastructure.topicPrefix());
    } catch (IOException e) {
      throw new UncheckedIOException(TOPICS + " could not be read.", e);
    }
  }

  private static URL resource(ClassLoader loader) {
    return loader == null ? null : loader.getResource(TOPICS);
  }
}
