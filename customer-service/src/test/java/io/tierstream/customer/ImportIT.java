package io.tierstream.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class ImportIT {

  private static final String HEADER =
      "customerId,name,phone,email,notes,region,city,cityTier,birthYear,gender,industry,channel,preferences,tags,registeredAt\n";

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void aFileIsImportedOnceAndWhatItSaysOtherwiseIsRejected() {
    var t = Desk.newId().substring(0, 8);
    try (var others = new Others(infrastructure)) {
      others.assessed(t + "-2", "GOLD", "Loyal", 1, Instant.EPOCH);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Desk.page(Map.of("q", t + "-2")).getList("items").size() == 1);
    var file =
        HEADER
            + t
            + "-1,王小明,13800138000,a@b.cn,,East,Shanghai,1,1990,male,retail,shop,camera;travel,vip|early,2019-05-06 07:08:09\n"
            + t
            + "-2,Ada,,,,,,,,,,,,,\n"
            + t
            + "-3,Bob,,no address,,,,,,,,,,,\n"
            + t
            + "-4,Eve,,,,,,,1800,,,,,,\n"
            + ",Nobody,,,,,,,,,,,,,\n"
            + "import,Ann,,,,,,,,,,,,,\n"
            + "tiers,Ann,,,,,,,,,,,,,\n"
            + "..,Ann,,,,,,,,,,,,,\n";

    var job = Desk.imported(file);

    assertThat(job.getString("status")).isEqualTo("COMPLETED");
    assertThat(job.getInt("customers")).isEqualTo(2);
    assertThat(job.getMap("rejected")).hasSize(5);
    assertThat(Desk.rejects(job.getString("job")))
        .contains("4,email")
        .contains("5,birthYear")
        .contains("7,customerId,customerId reserved")
        .contains("8,customerId,customerId reserved")
        .contains("9,customerId,customerId not an id");
    var first = Desk.customer(t + "-1");
    assertThat(first.getString("registeredAt")).isEqualTo("2019-05-06T07:08:09Z");
    assertThat(first.getList("attributes.tags")).isEqualTo(java.util.List.of("vip", "early"));
    assertThat(Desk.walk(Map.of("q", "小明", "region", "East", "tag", "vip"), 10)).contains(t + "-1");
    assertThat(Desk.customer(t + "-2").getString("tier")).isEqualTo("GOLD");
    assertThat(Desk.customer(t + "-2").getString("status")).isEqualTo("REGISTERED");
    var told = TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, t + "-1", 1).get(0);
    assertThat(told.event().backfill()).isEqualTo(job.getString("job"));
    assertThat(told.record().timestamp())
        .isEqualTo(Instant.parse("2019-05-06T07:08:09Z").toEpochMilli());

    var again = Desk.imported(file);
    assertThat(again.getInt("customers")).isZero();
    assertThat(again.getInt("unchanged")).isEqualTo(2);

    var other = Desk.imported(file.replace("Shanghai", "Beijing"));
    assertThat(other.getInt("unchanged")).isEqualTo(1);
    assertThat(other.getMap("rejected")).containsKey("customer known with other content");
    assertThat(Desk.customer(t + "-1").getString("attributes.city")).isEqualTo("Shanghai");
    assertThat(TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, t + "-1", 1)).hasSize(1);
  }
}
