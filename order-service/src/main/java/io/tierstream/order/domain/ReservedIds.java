package io.tierstream.order.domain;

import java.util.Set;

/** Ids that no order can have, whoever brings it: its address is the import's. */
public final class ReservedIds {

  public static final Set<String> ALL = Set.of("import");

  private ReservedIds() {}
}
