package io.tierstream.local;

import io.tierstream.embedded.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Where a local system keeps everything; held by one launcher at a time. */
final class DataFolder implements AutoCloseable {
  private static final String LOCK = "launcher.lock";
  private static final String PROCESSES = "processes";
  private static final String SETTINGS = "settings.properties";
  private static final String DEMO = "demo.properties";
  private static final String UPLOADS = "uploads";
  private static final List<String> CONTENTS =
      List.of("kafka", "postgres", "logs", UPLOADS, SETTINGS, DEMO);
  private static final long LOG_LIMIT = 8L << 20;
  private static final int OLD_LOGS = 3;

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;
  private final List<ProcessHandle> survivors;

  private DataFolder(
      Path folder, FileChannel channel, FileLock lock, List<ProcessHandle> survivors) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
    this.survivors = survivors;
  }

  /**
   * Takes hold of {@code folder}, which is created when absent.
   *
   * @throws StartFailure when another launcher holds it or it has other people's files
   */
  static DataFolder hold(Path folder) {
    var lockFile = folder.resolve(LOCK);
    var pidFile = folder.resolve(PROCESSES);
    try {
      if (!Files.exists(lockFile) && hasFiles(folder)) {
        // What --fresh wipes must be ours.
        throw new StartFailure(folder + " has files, and none of them is a local system's");
      }
      Files.createDirectories(folder);
      // A file for nothing else, and left open also when it is somebody else's: whoever in a JVM
      // closes it gives away the JVM's lock.
      var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = locked(channel);
      if (lock == null) {
        throw new StartFailure(
            "another launcher (process %s) is running on %s"
                .formatted(lines(pidFile).findFirst().orElse("unknown").split(" ", 2)[0], folder));
      }
      var data = new DataFolder(folder, channel, lock, survivors(lines(pidFile).skip(1).toList()));
      data.remember(List.of());
      return data;
    } catch (IOException e) {
      throw new StartFailure("the data folder " + folder + " can't be used: " + e, e);
    }
  }

  /** Processes of a launcher that was killed, as far as they were still busy stopping. */
  List<ProcessHandle> survivors() {
    return survivors;
  }

  /** Notes which processes work on these data. */
  void remember(List<Long> processes) {
    var lines =
        LongStream.concat(
                LongStream.of(ProcessHandle.current().pid()),
                processes.stream().mapToLong(Long::longValue))
            .mapToObj(DataFolder::line)
            .collect(Collectors.joining());
    write(lines);
  }

  Path kafka() {
    return folder.resolve("kafka");
  }

  Path postgres() {
    return folder.resolve("postgres");
  }

  Path demo() {
    return folder.resolve(DEMO);
  }

  Path logs() {
    return folder.resolve("logs");
  }

  /** Where uploads to {@code process} are while it reads them. */
  Path uploads(String process) {
    return folder.resolve(UPLOADS).resolve(process).toAbsolutePath();
  }

  /** The log of {@code process}; a large one has made room for a new one. */
  Path log(String process) {
    var log = logs().resolve(process + ".log");
    try {
      Files.createDirectories(logs());
      if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
        for (int age = OLD_LOGS; age > 0; age--) {
          var younger = age == 1 ? log : old(log, age - 1);
          if (Files.exists(younger)) {
            Files.move(younger, old(log, age), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    } catch (IOException e) {
      throw new StartFailure("the log " + log + " can't be used: " + e, e);
    }
    return log;
  }

  /** Removes everything a local system has kept here, and nothing else. */
  void wipe() {
    try {
      for (var name : CONTENTS) {
        var content = folder.resolve(name);
        if (Files.exists(content)) {
          FileTree.delete(content);
        }
      }
    } catch (IOException e) {
      throw new StartFailure("the data folder " + folder + " can't be wiped: " + e, e);
    }
  }

  /** What was kept when the services first started on these data; empty when they never did. */
  Optional<KeptSettings> settings() {
    return settings(folder);
  }

  /** The same of the data in {@code folder}, whoever holds it. */
  static Optional<KeptSettings> settings(Path folder) {
    var file = folder.resolve(SETTINGS);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (var reader = Files.newBufferedReader(file)) {
      var properties = new Properties();
      properties.load(reader);
      return Optional.of(KeptSettings.of(properties));
    } catch (IOException | RuntimeException e) {
      throw new StartFailure("%s can't be read (%s); --fresh starts anew".formatted(file, e), e);
    }
  }

  /** Keeps {@code settings} with the data: wholly or, after a crash, not at all. */
  void keep(KeptSettings settings) {
    var file = folder.resolve(SETTINGS);
    var draft = folder.resolve(SETTINGS + ".new");
    try {
      try (var writer = Files.newBufferedWriter(draft)) {
        settings.properties().store(writer, null);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StartFailure(file + " can't be written: " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      write("");
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String lines) {
    try {
      Files.writeString(folder.resolve(PROCESSES), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).stream() : Stream.empty();
  }

  /** The start tells a process from a later one that was given its number. */
  private static String line(long pid) {
    return pid + " " + ProcessHandle.of(pid).map(DataFolder::start).orElse("gone") + "\n";
  }

  private static String start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
  }

  private static List<ProcessHandle> survivors(List<String> lines) {
    var survivors = new ArrayList<ProcessHandle>();
    for (var line : lines) {
      var words = line.split(" ", -1);
      if (words.length == 2) {
        ProcessHandle.of(Long.parseLong(words[0]))
            .filter(process -> start(process).equals(words[1]))
            .ifPresent(survivors::add);
      }
    }
    return survivors;
  }

  private static FileLock locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisJvm) {
      return null;
    }
  }

  private static boolean hasFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var files = Files.list(folder)) {
      return files.findAny().isPresent();
    }
  }

  private static Path old(Path log, int age) {
    return log.resolveSibling(log.getFileName() + "." + age);
  }
}
