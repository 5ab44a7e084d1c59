package io.tierstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tierstream.local.DeployRun;
import io.tierstream.local.Home;
import io.tierstream.local.LocalSystem;
import io.tierstream.local.Progress;
import io.tierstream.local.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration against the services, one of which is killed meanwhile. */
class DemoIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final DemoOptions FAST = new DemoOptions(40, 3L);

  @Test
  void aShopWithAHistoryTradesOnWhateverIsKilled(@TempDir Path data) throws Exception {
    try (var system = LocalSystem.start(Home.options(data), Progress.silent())) {
      var client = new ShopClient(system::uri, what -> {});
      var said = new Said();
      try (var demo = Demo.start(system, FAST, said)) {
        await().atMost(PATIENCE).until(() -> visits(system) > 0);
        assertThat(said.lines).noneMatch(line -> line.contains("ended by"));
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(tiers(client)).hasSize(6).allMatch(count -> count > 0));

        long before = visits(system);
        system.process(Service.ORDER.fullName()).kill();
        await().atMost(PATIENCE).until(() -> visits(system) > before + 40);
      }
      long left = visits(system);
      // Now and then somebody only registers.
      assertThat(
              List.of(
                  client.get(Service.ORDER, "/orders/V-" + (left - 1)).status(),
                  client.get(Service.ORDER, "/orders/V-" + (left - 2)).status(),
                  client.get(Service.ORDER, "/orders/V-" + (left - 3)).status()))
          .contains(200);

      var again = new Said();
      try (var demo = Demo.start(system, FAST, again)) {
        await().atMost(PATIENCE).until(() -> visits(system) > left);
        var rebuild = DeployRun.rebuild(system, data);
        assertThat(rebuild.code()).as("%s", rebuild.lines()).isZero();
        assertThat(rebuild.lines()).anyMatch(line -> line.startsWith("EQUAL: "));
      }
      assertThat(again.lines).noneMatch(line -> line.contains("importing"));
    }
  }

  private static long visits(LocalSystem system) {
    return DemoState.read(system.demo()).orElseThrow().visit();
  }

  private static List<Integer> tiers(ShopClient client) throws InterruptedException {
    var groups =
        client.get(Service.SEGMENTATION, "/segmentation/distribution?by=tier").body().get("groups");
    return groups.findValues("count").stream().map(count -> count.asInt()).toList();
  }

  private static final class Said implements Progress {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void begin(String what) {}

    @Override
    public void done() {}

    @Override
    public void say(String line) {
      lines.add(line);
    }
  }
}
