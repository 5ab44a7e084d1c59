package io.tierstream.segmentation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** What can be set about what readers see. */
@ConfigMapping(prefix = "tierstream.segmentation")
public interface ReaderSettings {

  /** How far lists may be behind the fold, when there is nothing else to do. */
  @WithName("lists-refresh-interval")
  @WithDefault("PT0.25S")
  Duration listsRefreshInterval();

  Live live();

  /** Of those who follow tier changes live. */
  interface Live {

    /** How many may follow at a time, on each instance. */
    @WithName("max-followers")
    @WithDefault("100")
    int maxFollowers();

    /** How many tier changes wait for a slow follower before it is cut off. */
    @WithDefault("1000")
    int buffer();

    /** How often a sign of life is sent while there is no tier change. */
    @WithName("keep-alive")
    @WithDefault("PT15S")
    Duration keepAlive();
  }
}
