package io.tierstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.utility.DockerImageName;

/** What is said where there are no containers; none of it asks an engine. */
class ContainersPairTest {
  private static final String CHOICE = "infrastructure.postgres.image";
  private static final DockerImageName IMAGE = DockerImageName.parse("postgres:99");

  @AfterEach
  void chooseNone() {
    System.clearProperty(CHOICE);
  }

  @Test
  void takesTheEmbeddedServersVersionUnlessAnImageIsChosen() {
    assertThat(image()).hasToString("postgres:18");

    System.setProperty(CHOICE, "registry.example/team/pg:18-x");
    assertThat(image()).hasToString("registry.example/team/pg:18-x");
    image().assertCompatibleWith(DockerImageName.parse("postgres"));
  }

  @Test
  void whatNamesNoImageIsRefusedByThePropertyThatSaysIt() {
    System.setProperty(CHOICE, "Not an image");
    assertThatThrownBy(ContainersPairTest::image)
        .isInstanceOf(ServerStartException.class)
        .hasMessageStartingWith("-Dinfrastructure.postgres.image=Not an image names no image: ");
  }

  @Test
  void withoutAnEngineSaysWhereToStartOneAndHowToDoWithout() {
    assertThatThrownBy(
            () ->
                ContainersPair.withEngine(
                    () -> {
                      throw new IllegalStateException("Could not find a valid environment.");
                    }))
        .isInstanceOf(ServerStartException.class)
        .hasMessageStartingWith(
            "-Dinfrastructure=containers wants a container engine that Testcontainers can use: "
                + "Could not find a valid environment. Start one (DOCKER_HOST ")
        .hasMessageEndingWith(
            " or leave -Dinfrastructure=containers out: the embedded broker and database need no"
                + " containers.");
  }

  @Test
  void withoutAnImageSaysWhyAndWhichPropertyNamesAnother() {
    assertThatThrownBy(
            () ->
                ContainersPair.withImage(
                    "postgres",
                    IMAGE,
                    () -> {
                      throw new ContainerFetchException(
                          "Failed to pull image: postgres:99",
                          new IllegalStateException("no such host"));
                    }))
        .isInstanceOf(ServerStartException.class)
        .hasMessageStartingWith(
            "The image postgres:99 is not here and can't be pulled: no such host. ")
        .hasMessageContaining(" by -Dinfrastructure.postgres.image, or leave ");
  }

  @Test
  void withoutAContainerSaysWhyAndWhatMayHelp() {
    assertThatThrownBy(
            () ->
                ContainersPair.withContainer(
                    "kafka",
                    IMAGE,
                    () -> {
                      throw new ContainerLaunchException(
                          "Container startup failed", new IllegalStateException("out of reach"));
                    }))
        .isInstanceOf(ServerStartException.class)
        .hasMessageStartingWith("A container of postgres:99 did not start, ")
        .hasMessageContaining(": out of reach. Name another image by -Dinfrastructure.kafka.image,")
        .hasMessageContaining(" TESTCONTAINERS_HOST_OVERRIDE ");
  }

  @Test
  void anotherInfrastructureIsRefused() {
    assertThat(SharedPair.inContainers("embedded")).isFalse();
    assertThat(SharedPair.inContainers("containers")).isTrue();
    assertThatThrownBy(() -> SharedPair.inContainers("docker"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-Dinfrastructure is embedded or containers, not docker");
  }

  private static DockerImageName image() {
    return ContainersPair.image("postgres", "postgres", "postgres.major");
  }
}
