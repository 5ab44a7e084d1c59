package io.tierstream.embedded;

/** A server for tests, which may kill it and start it again. Not meant for several threads. */
public interface Server {
  /** On this machine, the same after every restart. */
  int port();

  /** Whether it runs; it may yet be busy starting or dying. */
  boolean isAlive();

  /** Ends it by SIGKILL, with all its children, and returns when they are gone. */
  void kill();

  /** Starts it again on the same data and port, stopping it first when it runs; then it answers. */
  void restart();
}
