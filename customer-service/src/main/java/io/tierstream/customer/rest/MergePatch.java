package io.tierstream.customer.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.customer.domain.Profile;
import io.tierstream.customer.rest.CustomerRequests.Details;
import jakarta.ws.rs.WebApplicationException;

/**
 * A JSON merge patch, RFC 7396: what is absent stays, what is null goes, lists are replaced whole.
 */
record MergePatch(ObjectNode patch, ObjectMapper json) {

  static final String MEDIA_TYPE = "application/merge-patch+json";

  /** {@code profile} with the patch, not held against any rule yet. */
  Profile appliedTo(Profile profile) {
    ObjectNode target = json.valueToTree(Details.of(profile));
    try {
      return json.treeToValue(merged(target, patch), Details.class).toProfile();
    } catch (JsonProcessingException e) {
      // Is mapped as if the body itself couldn't be read as such details.
      throw new WebApplicationException(e, 400);
    }
  }

  // A removed field stays as null, so that reading finds out whether there is such a field.
  private static ObjectNode merged(ObjectNode target, ObjectNode patch) {
    for (var field : patch.properties()) {
      var before = target.get(field.getKey());
      target.set(
          field.getKey(),
          before instanceof ObjectNode object && field.getValue() instanceof ObjectNode change
              ? merged(object, change)
              : field.getValue());
    }
    return target;
  }

  static MergePatch of(JsonNode body, ObjectMapper json) {
    return body instanceof ObjectNode patch ? new MergePatch(patch, json) : null;
  }
}
