package io.tierstream.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;

/**
 * The rejected rows of a job, in file order. They are read in pages, each in a short transaction of
 * its own: a reader that takes its time holds no connection, so any number of them may read.
 */
record RejectsCsv(FindImport findImport, String job) implements StreamingOutput {

  @Override
  public void write(OutputStream out) throws IOException {
    var csv = new OutputStreamWriter(out, UTF_8);
    csv.write("line,field,reason\n");
    var page = findImport.rejects(job, 0);
    while (!page.isEmpty()) {
      for (var row : page) {
        csv.write(row.line() + "," + row.why().field() + "," + row.why().reason() + "\n");
      }
      page = findImport.rejects(job, page.get(page.size() - 1).line());
    }
    csv.flush();
  }
}
