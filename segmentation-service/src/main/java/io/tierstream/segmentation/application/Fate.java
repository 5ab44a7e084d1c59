package io.tierstream.segmentation.application;

/** What has become of a record of an input topic. */
public enum Fate {
  /** A fact that was folded. */
  APPLIED,
  /** Of a version that wasn't higher than the one known where it stands. */
  STALE,
  /** About a customer who was erased: nothing is taken in any more. */
  OF_ERASED,
  /** A customer's attributes as they are. */
  ATTRIBUTES,
  /** A rate or a model that its partition has heard of. */
  DECISION,
  /** The beginning or the end of an import. */
  IMPORT_MARK,
  /** Of a type that nothing comes of. */
  WITHOUT_EFFECT,
  /** A recorded dead letter. */
  DEAD_LETTER,
  /** A recorded dead letter that waits for a rate. */
  PARKED,
  /** A recorded dead letter that waited for a rate, and was put on its topic again. */
  PUT_BACK,
  /** Nothing that can be found: it may have been lost. */
  UNACCOUNTED
}
