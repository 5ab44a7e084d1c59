package io.tierstream.feedback.rest;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.tierstream.feedback.application.NewFeedback;
import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.domain.FeedbackKind;
import io.tierstream.feedback.domain.Ratings;
import io.tierstream.rest.AboutSomeone;
import io.tierstream.rest.Id;
import io.tierstream.rest.InstantReader;
import io.tierstream.rest.Printable;
import io.tierstream.rest.Text;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What callers send. */
public final class FeedbackRequests {

  private static final String TOO_LONG = "must have at most {max} characters";
  private static final String TOO_EXACT = "must have at most {fraction} decimals";
  private static final int ANY_DIGITS = 15;

  private FeedbackRequests() {}

  /** Something that a customer said. */
  @Schema(name = "NewFeedback")
  public record Reception(
      @Id @Schema(description = "yours, or none to get one") String feedbackId,
      @NotNull @Id String customerId,
      @NotNull
          @Pattern(
              regexp = "SURVEY|REVIEW|COMPLAINT|SUGGESTION|SOCIAL",
              message = "must be one of SURVEY, REVIEW, COMPLAINT, SUGGESTION, SOCIAL")
          @Schema(implementation = FeedbackKind.class)
          String kind,
      @DecimalMin(Ratings.WORST)
          @DecimalMax(Ratings.BEST)
          @Digits(integer = ANY_DIGITS, fraction = Ratings.MAX_DECIMALS, message = TOO_EXACT)
          @Schema(
              type = SchemaType.NUMBER,
              examples = "4.5",
              description = "1 to 5, with up to four decimals; a text is taken too")
          BigDecimal rating,
      @Min(0) @Max(Ratings.MAX_NPS) @Schema(description = "0 to 10: would you recommend us")
          Integer nps,
      @Id String orderId,
      @Printable @Size(max = Text.MAX_NAME, message = TOO_LONG) String channel,
      @FreeText
          @Size(max = Feedback.MAX_TEXT, message = TOO_LONG)
          @Schema(description = "stays in this service")
          String text,
      @JsonDeserialize(using = InstantReader.class)
          @Schema(description = "at most five minutes ahead of the service's clock; none for now")
          Instant occurredAt)
      implements AboutSomeone {

    @Override
    public String subject() {
      return customerId;
    }

    NewFeedback toNewFeedback() {
      return new NewFeedback(
          feedbackId,
          customerId,
          FeedbackKind.valueOf(kind),
          rating,
          nps,
          orderId,
          channel,
          text,
          occurredAt);
    }

    /** Names the fact, never what was said. */
    @Override
    public String toString() {
      return kind + " " + feedbackId;
    }
  }

  /** How a complaint ended. */
  @Schema(name = "Resolution")
  public record Resolution(
      @DecimalMin(Ratings.WORST)
          @DecimalMax(Ratings.BEST)
          @Digits(integer = ANY_DIGITS, fraction = Ratings.MAX_DECIMALS, message = TOO_EXACT)
          @Schema(
              type = SchemaType.NUMBER,
              examples = "4",
              description = "how the customer rates what was done, 1 to 5")
          BigDecimal rating,
      @FreeText
          @Size(max = Feedback.MAX_TEXT, message = TOO_LONG)
          @Schema(description = "for colleagues; stays in this service")
          String note)
      implements AboutSomeone {

    /** The complaint's customer, whom only the complaint names. */
    @Override
    public String subject() {
      return null;
    }

    /** Never what was noted. */
    @Override
    public String toString() {
      return "Resolution";
    }
  }
}
