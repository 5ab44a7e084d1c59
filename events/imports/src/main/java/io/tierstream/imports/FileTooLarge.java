package io.tierstream.imports;

import java.io.IOException;

/** A file is larger than any that is taken. */
public final class FileTooLarge extends IOException {

  private static final long serialVersionUID = 1L;
}
