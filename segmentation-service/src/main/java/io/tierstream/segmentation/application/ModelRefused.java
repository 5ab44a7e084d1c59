package io.tierstream.segmentation.application;

/** What was asked of a scoring model can't be done in the state that things are in. */
public final class ModelRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ModelRefused(String message) {
    super(message);
  }
}
