package io.tierstream.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import com.tngtech.archunit.junit.ArchTag;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

/**
 * Every numbered statement of {@code domain.md} has a test that is tagged with its number, {@code
 * domain-4.3}. A test has a tag when it would fail if the statement were broken; a tag of a class
 * is one of all its tests.
 */
class DomainIsTestedTest {

  private static final Path DESCRIPTION = Path.of("domain.md");
  private static final Pattern NUMBER = Pattern.compile("\\*\\*(\\d+)\\.(\\d+)\\*\\* ");
  private static final String TAG = "domain-";

  private final List<String> numbers = numbersOf(DESCRIPTION);
  private final Map<String, Set<String>> tests = tests();

  @Test
  void everyStatementHasATest() {
    assertThat(numbers.stream().filter(n -> !tests.containsKey(n)))
        .as("statements without a test")
        .isEmpty();
  }

  @Test
  void everyTagNamesAStatement() {
    assertThat(tests.keySet().stream().filter(n -> !numbers.contains(n)).map(n -> n + tests.get(n)))
        .as("tags of nothing")
        .isEmpty();
  }

  /** jqwik skips a property that carries an annotation of JUnit's, and the build stays green. */
  @Test
  void noPropertyIsSkippedForATagOfJUnits() {
    List<AnnotatedElement> properties =
        compiledTests().stream()
            .flatMap(DomainIsTestedTest::membersOf)
            .filter(member -> isAnnotated(member, Property.class))
            .toList();
    assertThat(properties).isNotEmpty().noneMatch(property -> isAnnotated(property, Tag.class));
  }

  @Test
  void statementsAreNumberedWithinTheirSections() throws IOException {
    List<String> expected = new ArrayList<>();
    int section = 0;
    int item = 0;
    for (String line : Files.readAllLines(DESCRIPTION)) {
      if (line.startsWith("## ")) {
        item = 0;
        section++;
        assertThat(line).startsWith("## " + section + " ");
      }
      for (long i = NUMBER.matcher(line).results().count(); i > 0; i--) {
        expected.add(section + "." + ++item);
      }
    }
    assertThat(numbers).isEqualTo(expected).hasSizeGreaterThan(100);
  }

  private static List<String> numbersOf(Path description) {
    try {
      return NUMBER
          .matcher(Files.readString(description))
          .results()
          .map(found -> found.group(1) + "." + found.group(2))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The tests of each number, by name, of all that is compiled beside this. */
  private static Map<String, Set<String>> tests() {
    Map<String, Set<String>> tests = new TreeMap<>();
    for (Class<?> type : compiledTests()) {
      if (!isAnnotated(type, Disabled.class)) {
        membersOf(type)
            .forEach(
                member ->
                    tagsOf(type, member)
                        .forEach(
                            number ->
                                tests
                                    .computeIfAbsent(number, n -> new TreeSet<>())
                                    .add(member.toString())));
      }
    }
    return tests;
  }

  /** What is run as a test: a tag elsewhere proves nothing. */
  private static Stream<AnnotatedElement> membersOf(Class<?> type) {
    return Stream.<AnnotatedElement>concat(
            Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getDeclaredFields()))
        .filter(member -> isAnnotated(member, Testable.class))
        .filter(member -> !isAnnotated(member, Disabled.class));
  }

  /** The tags of a test, of its class and of the classes around it. */
  private static Set<String> tagsOf(Class<?> type, AnnotatedElement member) {
    Set<String> tags = new LinkedHashSet<>(tagsOf(member));
    for (Class<?> around = type; around != null; around = around.getEnclosingClass()) {
      tags.addAll(tagsOf(around));
    }
    return tags;
  }

  private static List<String> tagsOf(AnnotatedElement element) {
    return Stream.of(
            Arrays.stream(element.getAnnotationsByType(Tag.class)).map(Tag::value),
            Arrays.stream(element.getAnnotationsByType(net.jqwik.api.Tag.class))
                .map(net.jqwik.api.Tag::value),
            Arrays.stream(element.getAnnotationsByType(ArchTag.class)).map(ArchTag::value))
        .flatMap(tags -> tags)
        .filter(tag -> tag.startsWith(TAG))
        .map(tag -> tag.substring(TAG.length()))
        .toList();
  }

  private static List<Class<?>> compiledTests() {
    try {
      Path root =
          Path.of(
              DomainIsTestedTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      List<Class<?>> types = new ArrayList<>();
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          String name = root.relativize(file).toString().replace(".class", "").replace('/', '.');
          types.add(Class.forName(name, false, DomainIsTestedTest.class.getClassLoader()));
        }
      }
      return types;
    } catch (IOException | URISyntaxException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
