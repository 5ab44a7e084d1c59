package io.tierstream.rest;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.Trace;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Whoever asks within a trace finds the events that come of it there. */
@Provider
class JoinTrace implements ContainerRequestFilter {

  private final Trace trace;

  JoinTrace(Trace trace) {
    this.trace = trace;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    trace.join(request.getHeaderString(CloudEvent.TRACEPARENT_HEADER));
  }
}
