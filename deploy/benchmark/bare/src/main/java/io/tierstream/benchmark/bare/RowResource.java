package io.tierstream.benchmark.bare;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.resteasy.reactive.RestPath;

/** A row by its key. */
@Path("/rows")
@Blocking
public class RowResource {

  private final DataSource dataSource;

  RowResource(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @GET
  @Path("/{id}")
  public StandingRow row(@RestPath String id) throws SQLException {
    try (var connection = dataSource.getConnection();
        var select = connection.prepareStatement(StandingRow.BY_ID)) {
      select.setString(1, id);
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          throw new NotFoundException();
        }
        return StandingRow.of(row);
      }
    }
  }
}
