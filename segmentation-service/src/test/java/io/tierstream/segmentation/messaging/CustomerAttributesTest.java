package io.tierstream.segmentation.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.segmentation.domain.CustomerAttributes;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said of a customer, and what of it is heard here. */
class CustomerAttributesTest {

  private static final List<String> PSEUDONYMOUS =
      List.of(
          "region",
          "city",
          "cityTier",
          "birthYear",
          "gender",
          "industry",
          "channel",
          "preferences",
          "tags");

  @Test
  @Tag("domain-1.18")
  void areAllThatIsKnownOfACustomerBesideFacts() {
    assertThat(Arrays.stream(CustomerAttributes.class.getRecordComponents()))
        .extracting(RecordComponent::getName)
        .containsExactlyElementsOf(PSEUDONYMOUS);
  }

  /** That customer-service keeps to it is proved there, by its {@code CustomersIT}. */
  @Test
  @Tag("domain-1.19")
  void comeWithoutNameOrContact() throws IOException {
    JsonNode schema = schema("customer.v1.json");
    assertThat(namesOf(schema))
        .containsExactlyInAnyOrder(
            "customerId", "version", "status", "mergedInto", "attributes", "occurredAt");
    assertThat(namesOf(schema.at("/$defs/attributes")))
        .containsExactlyInAnyOrderElementsOf(PSEUDONYMOUS);
  }

  private static List<String> namesOf(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.get("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode schema(String name) throws IOException {
    try (var in =
        CustomerAttributesTest.class
            .getClassLoader()
            .getResourceAsStream("tierstream/schemas/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
