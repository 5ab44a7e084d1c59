package io.tierstream.segmentation.domain;

/** How alive a customer is, whatever the tier; §6. */
public enum Lifecycle {
  PROSPECT,
  NEW,
  ACTIVE,
  DORMANT,
  CHURNED
}
