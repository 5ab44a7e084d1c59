package io.tierstream.segmentation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** Which room may know which; what the domain may know is said in its own room. */
@AnalyzeClasses(
    packages = "io.tierstream.segmentation",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String REST = "io.tierstream.segmentation.rest..";

  @ArchTest
  static final ArchRule layers =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.tierstream.segmentation..")
          .layer("rest")
          .definedBy(REST)
          .layer("command")
          .definedBy("io.tierstream.segmentation.command..")
          .layer("messaging")
          .definedBy("io.tierstream.segmentation.messaging..")
          .layer("application")
          .definedBy("io.tierstream.segmentation.application..")
          .layer("persistence")
          .definedBy("io.tierstream.segmentation.persistence..")
          .whereLayer("rest")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("command")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("messaging")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("application")
          .mayOnlyBeAccessedByLayers("rest", "command", "messaging")
          .whereLayer("persistence")
          .mayOnlyBeAccessedByLayers("rest", "messaging", "application");

  @ArchTest
  static final ArchRule restReadsThroughUseCases =
      noClasses()
          .that()
          .resideInAPackage(REST)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(PanacheRepositoryBase.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("org.hibernate..", "javax.sql..", "io.agroal..");

  @ArchTest
  static final ArchRule timeAndIdsAreHandedIn =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(UUID.class, "randomUUID");

  @ArchTest
  static final ArchRule namesSayWhatItIs =
      noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?)");
}
