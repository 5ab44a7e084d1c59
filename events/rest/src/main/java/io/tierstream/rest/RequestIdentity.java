package io.tierstream.rest;

import jakarta.enterprise.context.RequestScoped;

/**
 * What tells a request with an idempotency key from others, filled in by {@link BodyLimit}, and
 * whom it is about.
 */
@RequestScoped
public class RequestIdentity {

  private String key;
  private byte[] fingerprint;
  private boolean attempted;
  private boolean aboutSomeone;
  private String subject;

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

  /** Its effect was tried in a transaction of this request, with these arguments. */
  void attempt(Object... arguments) {
    attempted = true;
    for (var argument : arguments) {
      if (argument instanceof AboutSomeone about) {
        about(about.subject());
      }
    }
  }

  boolean isAttempted() {
    return attempted;
  }

  /**
   * It turns out whom the request is about: what it is answered, a refusal too, is kept for its key
   * only until that one is erased.
   *
   * @param person null, or what is no id, for somebody of whom nobody will know: a refusal isn't
   *     kept then
   */
  public void about(String person) {
    aboutSomeone = true;
    subject = person != null && Text.isOfIdCharacters(person) ? person : null;
  }

  /** Null when it is about nobody, or about somebody unknown. */
  String subject() {
    return subject;
  }

  boolean isAboutSomebodyUnknown() {
    return aboutSomeone && subject == null;
  }
}
