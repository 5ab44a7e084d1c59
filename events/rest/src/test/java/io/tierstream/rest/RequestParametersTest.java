package io.tierstream.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestParametersTest {

  @ParameterizedTest
  @CsvSource({
    "1950-06-01T00:00:00Z, 1950-06-01T00:00:00Z",
    "1900-01-01T00:00:00Z, 1900-01-01T00:00:00Z",
    "1899-12-31T23:59:59Z, 1900-01-01T00:00:00Z",
    "-999999-01-01T00:00:00Z, 1900-01-01T00:00:00Z",
    "+12345-01-01T00:00:00Z, 9999-12-31T23:59:59Z"
  })
  void anInstantIsCutToThoseThatAnythingIsDatedBy(String given, Instant read) {
    assertThat(RequestParameters.of(query("from", given), "from").instant("from")).contains(read);
  }

  private static UriInfo query(String name, String value) {
    var query = new MultivaluedHashMap<String, String>();
    query.add(name, value);
    return (UriInfo)
        Proxy.newProxyInstance(
            UriInfo.class.getClassLoader(),
            new Class<?>[] {UriInfo.class},
            (proxy, method, arguments) -> query);
  }
}
