package io.tierstream.imports;

/** A table that is read row by row; the first row is its header. */
interface ImportFile extends AutoCloseable {

  /**
   * The next row that isn't empty; null at the end.
   *
   * @throws UnreadableFile when the rest can't be understood
   */
  Row next();

  @Override
  void close();

  /** A row as it stands in the file. */
  interface Row {

    /** The line of the file on which it starts, from 1. */
    long line();

    int size();

    /** The text of a cell, from 0; empty where there is none. */
    String cell(int index);
  }
}
