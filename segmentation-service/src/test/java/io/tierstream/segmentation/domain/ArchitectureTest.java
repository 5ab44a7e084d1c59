package io.tierstream.segmentation.domain;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** The domain stands on the JDK and itself; time, ids and chance come in as arguments. */
@AnalyzeClasses(
    packages = "io.tierstream.segmentation.domain",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  @ArchTag("domain-4.2")
  static final ArchRule dependsOnJavaAndItselfOnly =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.tierstream.segmentation.domain");

  @ArchTest
  @ArchTag("domain-4.2")
  static final ArchRule asksNoClockAndRollsNoDice =
      noClasses()
          .should()
          .callMethodWhere(
              describe(
                  "reads a clock or a random source",
                  (JavaCall<?> call) ->
                      Set.of("now", "currentTimeMillis", "nanoTime", "random", "randomUUID")
                          .contains(call.getName())))
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.(util|security)\\..*Random.*");

  @ArchTest
  @ArchTag("domain-2.28")
  @ArchTag("domain-2.29")
  static final ArchRule countsExactlyButForWhatFades =
      noClasses()
          .that()
          // §3: sums of fading weights, in one order and with StrictMath, so that they are the same
          // wherever and in whatever order they are made.
          .doNotHaveFullyQualifiedName(Decay.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(Ratings.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(Satisfaction.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(Satisfaction.class.getName() + "$Reach")
          .should()
          .callMethodWhere(
              describe(
                  "answers a floating point number",
                  (JavaCall<?> call) ->
                      Set.of("double", "float")
                          .contains(call.getTarget().getRawReturnType().getName())));

  @ArchTest
  @ArchTag("domain-3.6")
  static final ArchRule computesAlikeEverywhere =
      noClasses()
          .should()
          .callMethodWhere(
              describe(
                  "leaves rounding to the platform",
                  (JavaCall<?> call) ->
                      call.getTargetOwner().isEquivalentTo(Math.class)
                          && call.getTarget().getRawReturnType().isEquivalentTo(double.class)));
}
