package io.tierstream.events;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.clients.producer.Producer;

@AnalyzeClasses(packages = "io.tierstream.events", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule timeComesFromTheInjectedClock =
      noClasses()
          .that()
          .doNotHaveSimpleName("ShiftedClock")
          .should()
          .callMethodWhere(
              describe(
                  "the machine's time is asked for", ArchitectureTest::asksForTheMachinesTime));

  @ArchTest
  static final ArchRule onlyTheRelaysSenderSends =
      noClasses()
          .that()
          .doNotHaveSimpleName("TransactionalSender")
          .should()
          .dependOnClassesThat(assignableTo(Producer.class));

  @ArchTest
  static final ArchRule payloadsBelongToTheServices =
      noClasses().should().haveNameMatching(".*V[0-9]+");

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?)");

  private static boolean asksForTheMachinesTime(JavaMethodCall access) {
    var target = access.getTarget();
    var owner = target.getOwner();
    return owner.isEquivalentTo(Instant.class) && nameMatching("now").test(target)
        || owner.isEquivalentTo(Clock.class) && nameMatching("system.*").test(target)
        || owner.isEquivalentTo(System.class) && nameMatching("currentTimeMillis").test(target);
  }
}
