package io.tierstream.benchmark.arena;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process and its children use, as Linux accounts for it in {@code /proc}.
 *
 * @param cpu since they began
 * @param memory resident, in bytes; what they share counted once
 */
public record Usage(Duration cpu, long memory) {

  private static final long TICK_MILLIS = 10;

  public static final Usage NONE = new Usage(Duration.ZERO, 0);

  /** Of the process with this id; none where there is no {@code /proc}. */
  public static Usage of(long pid) {
    var root = ProcessHandle.of(pid);
    return root.stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .map(process -> ofItself(process.pid()))
        .reduce(NONE, Usage::plus);
  }

  /** Of that process without its children. */
  public static Usage ofItself(long pid) {
    var process = Path.of("/proc", Long.toString(pid));
    return new Usage(cpu(process), memory(process));
  }

  private Usage plus(Usage other) {
    return new Usage(cpu.plus(other.cpu), memory + other.memory);
  }

  /** Its own, and that of children it has waited for. */
  private static Duration cpu(Path process) {
    // pid (command) state … utime stime cutime cstime, the 14th to 17th; a command may have blanks.
    return read(process.resolve("stat"))
        .map(
            text -> {
              var fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
              long ticks = 0;
              for (int i = 11; i <= 14; i++) {
                ticks += Long.parseLong(fields[i]);
              }
              return Duration.ofMillis(ticks * TICK_MILLIS);
            })
        .orElse(Duration.ZERO);
  }

  private static long memory(Path process) {
    return read(process.resolve("smaps_rollup")).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .sum();
  }

  /** Empty when it has gone meanwhile, or isn't ours to read. */
  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
