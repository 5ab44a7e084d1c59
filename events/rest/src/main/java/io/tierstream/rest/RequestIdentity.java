package io.tierstream.rest;

import jakarta.enterprise.context.RequestScoped;

/** What tells a request with an idempotency key from others; filled in by {@link BodyLimit}. */
@RequestScoped
class RequestIdentity {

  private String key;
  private byte[] fingerprint;
  private boolean attempted;

  void set(String key, byte[] fingerprint) {
    this.key = key;
    this.fingerprint = fingerprint;
  }

  /** Null when the request has none. */
  String key() {
    return key;
  }

  byte[] fingerprint() {
    return fingerprint;
  }

  /** Its effect was tried in a transaction of this request. */
  void attempt() {
    attempted = true;
  }

  boolean isAttempted() {
    return attempted;
  }
}
