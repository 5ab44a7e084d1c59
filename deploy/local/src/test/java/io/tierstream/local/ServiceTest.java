package io.tierstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the launcher knows about the services is what they say themselves. */
class ServiceTest {
  private static final String CHANNELS = "mp.messaging.incoming.";
  private static final String CONNECTOR = ".connector";

  @ParameterizedTest
  @EnumSource
  void portDatabaseAndChannelsAreTheServicesOwn(Service service) throws IOException {
    var own = new Properties();
    var file =
        Home.path()
            .resolve(service.fullName())
            .resolve("src/main/resources/application.properties");
    try (var reader = Files.newBufferedReader(file)) {
      own.load(reader);
    }
    assertThat(own)
        .containsEntry("quarkus.application.name", service.fullName())
        .containsEntry("quarkus.http.port", Integer.toString(service.defaultPort()))
        .extractingByKey("quarkus.datasource.jdbc.url")
        .asString()
        .endsWith("/" + service.database());
    assertThat(own.stringPropertyNames())
        .filteredOn(key -> key.startsWith(CHANNELS) && key.endsWith(CONNECTOR))
        .map(key -> key.substring(CHANNELS.length(), key.length() - CONNECTOR.length()))
        .containsExactlyInAnyOrderElementsOf(service.channels());
  }
}
