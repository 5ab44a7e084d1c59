package io.tierstream.customer.domain;

import java.util.Set;

/**
 * Ids that no customer can have, whoever brings it: their addresses are the import's and the
 * views'.
 */
public final class ReservedIds {

  public static final Set<String> ALL = Set.of("import", "tiers", "rates");

  private ReservedIds() {}
}
