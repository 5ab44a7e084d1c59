package io.tierstream.events.views;

import io.tierstream.events.Inbox;
import java.util.List;

/**
 * A view of foreign facts that a compacted topic can restore; a service has a bean for each.
 *
 * @param <T> what one record of the topic means to the view
 */
public interface RebuildableView<T> extends Inbox.Reading<T> {

  /** What it is called; names its row in {@code view_build}. */
  String name();

  /** The topic that has the newest record of every key, without prefix. */
  String topic();

  /**
   * Takes over what isn't older than what the view has, in the caller's transaction; the rest is
   * old news and changes nothing. Live changes may be taken at the same time. Whoever is told of,
   * here or by a live change, is told of by the build whose number {@code view_build} has.
   *
   * @param facts in the topic's order per key
   */
  void take(List<T> facts);

  /**
   * Makes news of whatever is told next of those whom the present build hasn't told of: what the
   * view has of them is newer than the topic, so it is wrong. It stays until then: others rely on
   * it meanwhile. In the caller's transaction.
   *
   * @return whether there are any
   */
  boolean forgetUntold();
}
