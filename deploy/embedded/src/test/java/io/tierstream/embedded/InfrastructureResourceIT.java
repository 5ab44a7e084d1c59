package io.tierstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager.TestInjector;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class InfrastructureResourceIT {
  @InjectInfrastructure Infrastructure injected;
  Infrastructure other;

  @Test
  void givesEachStartItsOwnDatabaseAndTopicsOnOnePairWhicheverClassLoaderItComesFrom()
      throws Exception {
    var resource = new InfrastructureResource();
    var first = resource.start();
    resource.inject(filling(this));

    assertThat(other).isNull();
    assertThat(first)
        .containsOnlyKeys(
            "kafka.bootstrap.servers",
            "quarkus.datasource.jdbc.url",
            "quarkus.datasource.username",
            "quarkus.datasource.password",
            "tierstream.topics.prefix")
        .containsEntry("kafka.bootstrap.servers", injected.bootstrapServers())
        .containsEntry("quarkus.datasource.jdbc.url", injected.jdbcUrl())
        .containsEntry("tierstream.topics.prefix", injected.topicPrefix());
    try (var connection = injected.connect()) {
      assertThat(connection.getCatalog()).isEqualTo(injected.database());
    }

    try (var loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      var foreign = loader.loadClass(InfrastructureResource.class.getName());
      assertThat(foreign).isNotSameAs(InfrastructureResource.class);
      var start = foreign.getMethod("start");
      Thread.currentThread().setContextClassLoader(loader);
      var second = (Map<?, ?>) start.invoke(foreign.getConstructor().newInstance());
      Thread.currentThread().setContextClassLoader(getClass().getClassLoader());

      assertThat(second.get("kafka.bootstrap.servers"))
          .isEqualTo(first.get("kafka.bootstrap.servers"));
      assertThat(second.get("quarkus.datasource.jdbc.url"))
          .isNotEqualTo(first.get("quarkus.datasource.jdbc.url"))
          .asString()
          .startsWith(injected.postgres().jdbcUrl(""));
      try (var admin = Admin.create(Map.of("bootstrap.servers", injected.bootstrapServers()))) {
        assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS))
            .contains(injected.topic("facts"), second.get("tierstream.topics.prefix") + "facts");
      }
    }

    injected.postgres().kill();
    assertThat(injected.postgres().isAlive()).isFalse();
    injected.postgres().restart();
    assertThat(injected.postgres().isAlive()).isTrue();
    try (var connection = injected.connect()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  private static TestInjector filling(Object test) {
    return (value, wanted) -> {
      for (var field : test.getClass().getDeclaredFields()) {
        if (wanted.test(field)) {
          try {
            field.set(test, value);
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    };
  }

  private static URL[] classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .map(
            path -> {
              try {
                return path.toUri().toURL();
              } catch (MalformedURLException e) {
                throw new AssertionError(e);
              }
            })
        .toArray(URL[]::new);
  }
}
