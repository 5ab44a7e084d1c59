package io.tierstream.imports;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.tierstream.imports",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule noService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.tierstream.customer..",
              "io.tierstream.order..",
              "io.tierstream.feedback..",
              "io.tierstream.segmentation..");

  @ArchTest
  static final ArchRule noHelpers =
      noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?)");
}
