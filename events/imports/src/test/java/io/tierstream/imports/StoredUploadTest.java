package io.tierstream.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tierstream.rest.StorageFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredUploadTest {

  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path directory;

  @Test
  void allThatComesIsStored() throws IOException {
    var path = StoredUpload.store(new ByteArrayInputStream(CONTENT), directory.resolve("upload"));

    assertThat(path).hasBinaryContent(CONTENT);
  }

  @Test
  void aFullDiskIsOurFaultAndLeavesNoFile() throws IOException {
    var full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    var path = Files.createSymbolicLink(directory.resolve("upload"), full);

    assertThatThrownBy(() -> StoredUpload.store(new ByteArrayInputStream(CONTENT), path))
        .isInstanceOf(StorageFailure.class)
        .hasMessageContaining("No space left on device");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aPlaceThatCanNotBeWrittenToIsOurFault() {
    var nowhere = directory.resolve("missing").resolve("upload");

    assertThatThrownBy(() -> StoredUpload.store(new ByteArrayInputStream(CONTENT), nowhere))
        .isInstanceOf(StorageFailure.class);
  }

  @Test
  void anUploadThatBreaksOffIsNotOurFaultAndLeavesNoFile() {
    var broken = new SequenceInputStream(new ByteArrayInputStream(CONTENT), new Breaking());

    assertThatThrownBy(() -> StoredUpload.store(broken, directory.resolve("upload")))
        .isInstanceOf(IOException.class)
        .hasMessage("reset by peer");
    assertThat(directory).isEmptyDirectory();
  }

  private static final class Breaking extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("reset by peer");
    }
  }
}
