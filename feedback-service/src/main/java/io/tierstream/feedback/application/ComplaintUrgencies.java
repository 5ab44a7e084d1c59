package io.tierstream.feedback.application;

import io.tierstream.feedback.domain.Urgencies;
import io.tierstream.feedback.domain.Urgency;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** The configured urgencies, as the domain knows them. */
@Singleton
class ComplaintUrgencies {

  @Produces
  @Singleton
  Urgencies urgencies(ComplaintsConfig config) {
    return new Urgencies(
        config.tiers().entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey(),
                    entry -> new Urgency(entry.getValue().priority(), entry.getValue().within()))),
        new Urgency(config.otherwise().priority(), config.otherwise().within()));
  }
}
