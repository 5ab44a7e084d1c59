package io.tierstream.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** What the machine and the build offer to the child processes. */
final class Platform {
  private static final Properties BUILT = built();

  private Platform() {}

  static String built(String key) {
    return BUILT.getProperty(key);
  }

  static boolean isRoot() {
    return new UnixSystem().getUid() == 0;
  }

  static boolean hasSetsid() {
    return onPath("setsid");
  }

  /**
   * {@code linux-x86_64}, {@code linux-arm_64}, {@code darwin-arm_64}, … as the binaries are named.
   */
  static String name() {
    var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (os.startsWith("mac") ? "darwin" : os)
        + "-"
        + switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> arch;
        };
  }

  private static boolean onPath(String program) {
    for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  private static Properties built() {
    var properties = new Properties();
    try (InputStream in = Platform.class.getResourceAsStream("embedded.properties")) {
      properties.load(new InputStreamReader(in, UTF_8));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
