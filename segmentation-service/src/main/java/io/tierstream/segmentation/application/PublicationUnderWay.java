package io.tierstream.segmentation.application;

/** A model is being published, which may take a while; what was asked for can be done after it. */
public final class PublicationUnderWay extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PublicationUnderWay(String message) {
    super(message);
  }
}
