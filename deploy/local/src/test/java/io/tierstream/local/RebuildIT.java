package io.tierstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code deploy/rebuild} where it fails; beside a trading shop {@link
 * io.tierstream.local.demo.DemoIT} runs it, and after an import {@link RealHistoryIT}.
 */
class RebuildIT {
  @Test
  void whatItCantReachIsNotFoundOut(@TempDir Path data) throws Exception {
    var run = DeployRun.rebuild(1, 1, data);
    assertThat(run.code()).as("%s", run.lines()).isEqualTo(2);
  }
}
