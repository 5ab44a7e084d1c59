package io.tierstream.segmentation.domain;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.statistics.Statistics;

/**
 * Limits the tries of every property to the system property {@code tierstream.tries}, where it is
 * set, and those of huge histories to one: mutation testing asks the same properties of hundreds of
 * mutants. What so few tries meet says nothing about how often they meet it.
 */
public final class FewerTries implements AroundPropertyHook {

  private static final Integer LIMIT = Integer.getInteger("tierstream.tries");

  /** Who asks for no more takes long for each. */
  private static final int FEW = 20;

  /** What the property under way is checked for already; there is one at a time. */
  private static final Set<String> CHECKED = new HashSet<>();

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    if (LIMIT != null) {
      int tries = context.attributes().tries().orElse(LIMIT);
      context.attributes().setTries(tries > FEW ? Math.min(tries, LIMIT) : 1);
    }
    CHECKED.clear();
    return property.execute();
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }

  /** Fails the property when {@code what} happens in less than {@code percent} of its tries. */
  static void often(String what, boolean happens, double percent) {
    Statistics.label(what).collect(happens);
    if (LIMIT == null && CHECKED.add(what)) {
      Statistics.label(what).coverage(c -> c.check(true).percentage(p -> p >= percent));
    }
  }
}
