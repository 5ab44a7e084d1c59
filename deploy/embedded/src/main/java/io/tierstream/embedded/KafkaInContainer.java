package io.tierstream.embedded;

import java.util.List;

/** A broker of {@link ContainersPair}. */
final class KafkaInContainer extends ContainerServer implements KafkaServer {
  KafkaInContainer(List<Object> parts) {
    super(parts);
  }

  @Override
  public String bootstrapServers() {
    return host() + ":" + port();
  }

  @Override
  boolean isReady() {
    return KafkaServer.answers(bootstrapServers());
  }
}
