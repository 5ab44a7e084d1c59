package io.tierstream.events;

import jakarta.enterprise.context.RequestScoped;

/** The trace that a request belongs to, and so do the events that come of it. */
@RequestScoped
public class Trace {

  private String traceparent;

  /**
   * @param header W3C trace context, as the request has it; null, or unusable, for none
   */
  public void join(String header) {
    traceparent = CloudEvent.usableTraceparent(header);
  }

  /** Null when there is none. */
  public String traceparent() {
    return traceparent;
  }
}
