package io.tierstream.local;

/** Where a local system tells what it is doing; may be called by several threads. */
public interface Progress {
  /** Something longer begins, such as {@code starting broker}; {@link #done()} ends it. */
  void begin(String what);

  /** What began last is done. */
  void done();

  /** One line for the reader. */
  void say(String line);

  /** Tells nobody. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void begin(String what) {}

      @Override
      public void done() {}

      @Override
      public void say(String line) {}
    };
  }
}
