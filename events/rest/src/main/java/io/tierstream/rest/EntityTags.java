package io.tierstream.rest;

import jakarta.ws.rs.core.EntityTag;
import java.util.List;
import java.util.stream.Stream;

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
    var tags = tags(ifMatch);
    // A weak tag never matches here.
    if (!tags.isEmpty() && tags.stream().noneMatch(tag -> isOf(tag, version))) {
      throw new VersionMismatch(version);
    }
  }

  /**
   * Refuses a change of what isn't there, though the caller knows it: any tag and {@code *} ask for
   * something that is.
   *
   * @param ifMatch the header; null allows it
   * @throws VersionMismatch when there is a tag
   * @throws InvalidInput when the header can't be read
   */
  public static void checkAbsent(String ifMatch) {
    if (!tags(ifMatch).isEmpty()) {
      throw new VersionMismatch();
    }
  }

  private static boolean isOf(String tag, long version) {
    return tag.equals("*") || tag.equals("\"" + version + "\"");
  }

  /** Empty without the header. */
  private static List<String> tags(String ifMatch) {
    if (ifMatch == null) {
      return List.of();
    }
    if (ifMatch.strip().equals("*")) {
      return List.of("*");
    }
    var tags = Stream.of(ifMatch.split(",", -1)).map(String::strip).toList();
    for (var tag : tags) {
      if (!tag.matches("(W/)?\"[\\x21\\x23-\\x7e]*\"")) {
        throw new InvalidInput(
            "If-Match", "entityTag", "must be an entity tag such as \"3\", or *");
      }
    }
    return tags;
  }
}
