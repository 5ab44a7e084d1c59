package io.tierstream.imports;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How files are imported. */
@ConfigMapping(prefix = "tierstream.import")
public interface ImportConfig {

  /** Facts that are told in one transaction. */
  @WithDefault("100")
  int portion();

  /**
   * Facts are told only while fewer records than this wait: unsent here, or unread by the consumer
   * group. About so many are before a fact that comes live.
   */
  @WithDefault("500")
  long maxLag();

  /**
   * How much of the time is spent on imports while there are any, above 0 and up to 1; the rest is
   * left to what else goes on.
   */
  @WithDefault("0.5")
  double share();

  /** The group whose lag counts, without the installation's prefix. */
  @WithDefault("segmentation")
  String consumerGroup();

  /** The most bytes that a file may have, unpacked. */
  @WithDefault("8589934592")
  long maxFileBytes();

  /**
   * Failures in a row, other than an unreachable database or broker, after which a job is given up.
   */
  @WithDefault("5")
  int attempts();

  /**
   * Where uploads are while they are read: a folder for nothing else, emptied when the service
   * starts, unless another process has it. Its default is in {@code
   * microprofile-config.properties}, where the HTTP server finds it as well.
   */
  Path uploads();

  /** How long to wait before it is asked again how far the consumer is. */
  @WithDefault("PT0.05S")
  Duration lagPause();

  /** How long to wait when there is nothing to do, or something failed. */
  @WithDefault("PT0.5S")
  Duration pause();
}
