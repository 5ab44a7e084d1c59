package io.tierstream.order;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(
    packages = "io.tierstream.order",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String DOMAIN = "io.tierstream.order.domain..";

  @ArchTest static final ArchRule domainDependsOnJavaAndItself = onlyJavaAndItself(DOMAIN);

  @ArchTest
  static final ArchRule timeEntersTheDomainAsAnArgument =
      noClasses()
          .that()
          .resideInAPackage(DOMAIN)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC");

  @ArchTest
  static final ArchRule layers =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.tierstream.order..")
          .layer("rest")
          .definedBy("io.tierstream.order.rest..")
          .layer("application")
          .definedBy("io.tierstream.order.application..")
          .layer("messaging")
          .definedBy("io.tierstream.order.messaging..")
          .layer("persistence")
          .definedBy("io.tierstream.order.persistence..")
          .layer("domain")
          .definedBy(DOMAIN)
          .whereLayer("rest")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("application")
          .mayOnlyBeAccessedByLayers("rest", "messaging")
          .whereLayer("messaging")
          .mayOnlyBeAccessedByLayers("application")
          .whereLayer("persistence")
          .mayOnlyBeAccessedByLayers("application", "messaging", "rest");

  @ArchTest
  static final ArchRule noHelpers =
      noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?)");

  /** The rule of the domain has teeth: of a package that uses more than Java it finds fault. */
  @Test
  void theAllowListRefusesOthers() {
    JavaClasses others = new ClassFileImporter().importPackages("io.tierstream.order.persistence");

    assertThat(
            onlyJavaAndItself("io.tierstream.order.persistence..").evaluate(others).hasViolation())
        .isTrue();
  }

  private static ArchRule onlyJavaAndItself(String room) {
    return classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", room);
  }
}
