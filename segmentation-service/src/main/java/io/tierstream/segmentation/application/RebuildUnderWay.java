package io.tierstream.segmentation.application;

/** Another rebuild runs on the same database. */
public class RebuildUnderWay extends Exception {
  private static final long serialVersionUID = 1L;

  RebuildUnderWay() {
    super("another rebuild is under way");
  }
}
