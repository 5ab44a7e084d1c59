package io.tierstream.rest;

import jakarta.ws.rs.core.EntityTag;
import java.util.List;

/** Entity tags of what has a version; RFC 9110, 8.8.3 and 13.1.1. */
public final class EntityTags {

  private EntityTags() {}

  /** The strong tag of {@code version}. */
  public static EntityTag of(long version) {
    return new EntityTag(Long.toString(version));
  }

  /**
   * Refuses a change of what isn't as the caller knows it.
   *
   * @param ifMatch the header; null allows any version
   * @param version of what is to be changed, as it is now
   * @throws VersionMismatch when none of the tags is that of {@code version}
   * @throws InvalidInput when the header can't be read
   */
  public static void check(String ifMatch, long version) {
    if (ifMatch == null || ifMatch.strip().equals("*")) {
      return;
    }
    var tags = List.of(ifMatch.split(",", -1));
    for (var tag : tags) {
      if (!tag.strip().matches("(W/)?\"[\\x21\\x23-\\x7e]*\"")) {
        throw new InvalidInput(
            "If-Match", "entityTag", "must be an entity tag such as \"3\", or *");
      }
    }
    // A weak tag never matches here.
    if (tags.stream().noneMatch(tag -> tag.strip().equals("\"" + version + "\""))) {
      throw new VersionMismatch(version);
    }
  }
}
