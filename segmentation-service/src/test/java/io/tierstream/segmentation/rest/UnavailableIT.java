package io.tierstream.segmentation.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.MATCHING_RESOURCES)
class UnavailableIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void readersAreToldToComeBackWhileTheDatabaseIsAway() throws Exception {
    infrastructure.postgres().kill();
    try {
      for (var request :
          List.of(
              Map.entry("/segmentation/customers/C-1", "application/json"),
              Map.entry("/segmentation/customers/C-1/history", "application/json"),
              Map.entry("/segmentation/customers/C-1/explanation", "application/json"),
              Map.entry("/segmentation/customers", "application/json"),
              Map.entry("/segmentation/customers", "text/csv"),
              Map.entry("/segmentation/distribution?by=tier", "application/json"))) {
        var response = given().accept(request.getValue()).get(request.getKey());

        assertThat(response.statusCode()).as(request.toString()).isEqualTo(503);
        assertThat(response.contentType()).isEqualTo("application/problem+json");
        assertThat(response.jsonPath().getString("type"))
            .isEqualTo("urn:tierstream:problem:unavailable");
        assertThat(response.header("Retry-After")).isNotNull();
      }
    } finally {
      infrastructure.postgres().restart();
    }
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> given().get("/segmentation/distribution?by=tier").then().statusCode(200));
  }
}
