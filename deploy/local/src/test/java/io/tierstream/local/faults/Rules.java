package io.tierstream.local.faults;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.jboss.byteman.agent.submit.ScriptText;
import org.jboss.byteman.agent.submit.Submit;

/**
 * Byteman rules in a running service: at which point it halts, or which of its promises it breaks.
 * The service itself knows nothing of it.
 */
final class Rules {
  private static final String LOOPBACK = "127.0.0.1";

  private final Submit submit;

  private Rules(int port) {
    this.submit = new Submit(LOOPBACK, port);
  }

  /**
   * A rule, as Byteman's language has it.
   *
   * @param type in which {@code method} is, by its full name
   * @param place in the method, {@code AT ENTRY}
   */
  static String rule(String type, String method, String place, String condition, String action) {
    return """
        RULE %s of %s.%s
        CLASS %s
        METHOD %s
        %s
        IF %s
        DO %s
        ENDRULE
        """
        .formatted(place, type, method, type, method, place, condition, action);
  }

  /** The option of a JVM that takes rules on that port of loopback. */
  static String agent(int port) {
    return "-javaagent:%s=listener:true,address:%s,port:%d".formatted(jar(), LOOPBACK, port);
  }

  /** Of the JVM that takes rules on that port. */
  static Rules at(int port) {
    return new Rules(port);
  }

  /** Adds rules; in force when this returns. */
  void add(String name, String script) {
    try {
      var answer = submit.addScripts(List.of(new ScriptText(name, script)));
      if (!answer.contains("install rule")) {
        throw new IllegalStateException("no rule was installed: " + answer);
      }
    } catch (Exception e) {
      throw new IllegalStateException("the rules " + name + " weren't taken", e);
    }
  }

  /**
   * Removes all rules.
   *
   * @return whether there were any
   */
  boolean clear() {
    try {
      boolean areThere = !submit.getAllScripts().isEmpty();
      if (areThere) {
        submit.deleteAllRules();
      }
      return areThere;
    } catch (Exception e) {
      throw new IllegalStateException("the rules weren't removed", e);
    }
  }

  private static Path jar() {
    try {
      return Path.of(
          org.jboss.byteman.agent.Main.class
              .getProtectionDomain()
              .getCodeSource()
              .getLocation()
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
