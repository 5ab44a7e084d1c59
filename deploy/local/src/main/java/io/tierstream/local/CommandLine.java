package io.tierstream.local;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The words of a command line, one by one; {@code --option=value} is two. What makes no sense is a
 * {@link UsageException}.
 */
public final class CommandLine {
  private final Iterator<String> words;

  public CommandLine(List<String> arguments) {
    words = arguments.stream().flatMap(CommandLine::separated).iterator();
  }

  public boolean hasNext() {
    return words.hasNext();
  }

  public String next() {
    return words.next();
  }

  /** The word behind {@code option}. */
  public String value(String option) {
    if (!words.hasNext()) {
      throw new UsageException(option + " wants a value");
    }
    return words.next();
  }

  /** The number behind {@code option}. */
  public int number(String option, int least, int most) {
    var value = value(option);
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new UsageException(
        "%s wants a number from %d to %d, not %s".formatted(option, least, most, value));
  }

  /** The port behind {@code option}. */
  public int port(String option) {
    return number(option, 0, 65_535);
  }

  /** The folder behind {@code option}, which need not exist. */
  public Path folder(String option) {
    var value = value(option);
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new UsageException(option + " wants a folder, not " + value);
    }
  }

  private static Stream<String> separated(String word) {
    int at = word.startsWith("--") ? word.indexOf('=') : -1;
    return at < 0 ? Stream.of(word) : Stream.of(word.substring(0, at), word.substring(at + 1));
  }
}
