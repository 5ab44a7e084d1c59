package io.tierstream.segmentation.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.persistence.ModelJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRequestTest {

  private static final ScoringModel FITTED =
      ModelJson.read(
          7,
          ModelJson.write(ScoringModel.standard())
              .replace(
                  "\"fitted\":null",
                  "\"fitted\":{\"at\":\"2026-01-31T00:00:00Z\",\"customers\":42}"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"window\":\"P90D\"}",
        "{\"window\":null}",
        "{\"monetaryBy\":\"AVERAGE\"}",
        "{\"recency\":[\"P1D\",\"P2D\",\"P3D\",\"P4D\"]}",
        "{\"frequency\":[1,2,3,4]}",
        "{\"monetary\":[1,2,3,4]}"
      })
  void cutOffsAreNotFittedToOtherFigures(String json) throws JsonProcessingException {
    assertThat(over(json).fitted()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"weights\":{\"r\":1,\"f\":1,\"m\":1,\"s\":1}}",
        "{\"window\":\"P365D\",\"monetaryBy\":\"SUM\",\"monetary\":[500,2000,5000,\"20000.00\"]}"
      })
  void cutOffsStayFittedWhenNothingThatTheyDependOnIsAnother(String json)
      throws JsonProcessingException {
    assertThat(over(json).fitted()).isEqualTo(FITTED.fitted());
  }

  private static ScoringModel over(String json) throws JsonProcessingException {
    return new ObjectMapper().readValue(json, ModelRequest.class).over(FITTED).model();
  }
}
