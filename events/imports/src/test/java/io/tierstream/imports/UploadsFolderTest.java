package io.tierstream.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsFolderTest {

  @TempDir Path directory;

  @Test
  void whatAKilledProcessLeftIsGoneAfterTheNextStart() throws IOException {
    var folder = new UploadsFolder(directory.resolve("uploads"));
    folder.open();
    var left = folder.newFile(".xlsx");
    Files.writeString(left, "Ada, +86 138 0013 8000");
    // the end of a process is the end of its lock, and nothing more
    folder.close();

    var next = new UploadsFolder(directory.resolve("uploads"));
    next.open();

    assertThat(left).doesNotExist();
    assertThat(next.newFile(".xlsx")).exists();
    next.close();
  }

  @Test
  void whatSomebodyIsReadingStays() throws IOException {
    var folder = new UploadsFolder(directory);
    folder.open();
    var upload = folder.newFile(".xlsx");

    var other = new UploadsFolder(directory);
    other.open();

    assertThat(upload).exists();
    other.close();
    folder.close();
  }

  @Test
  void nobodyElseMayLookIn() throws IOException {
    var uploads = directory.resolve("uploads");
    var folder = new UploadsFolder(uploads);
    folder.open();

    assertThat(Files.getPosixFilePermissions(uploads)).hasSize(3);
    folder.close();
  }

  @Test
  void aFolderThatWasTakenAwayIsMadeAgain() throws IOException {
    var folder = new UploadsFolder(directory.resolve("uploads"));
    folder.open();
    folder.close();
    Files.delete(directory.resolve("uploads").resolve(".lock"));
    Files.delete(directory.resolve("uploads"));

    assertThat(folder.newFile(".xlsx")).exists();
  }
}
