package io.tierstream.customer.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.customer.domain.Attributes;
import io.tierstream.customer.domain.Profile;
import io.tierstream.rest.AboutSomeone;
import io.tierstream.rest.Id;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What callers send. Their values are held against the domain's rules for profiles. */
public final class CustomerRequests {

  private CustomerRequests() {}

  /** A customer to be registered. */
  @Schema(name = "NewCustomer")
  public record Registration(
      @Schema(description = "yours, or none to get one", maxLength = 64) String customerId,
      @Schema(required = true, maxLength = 200) String name,
      @Schema(maxLength = 40) String phone,
      @Schema(maxLength = 254) String email,
      @Schema(maxLength = 2000) String notes,
      AttributesJson attributes)
      implements AboutSomeone {

    @Override
    public String subject() {
      return customerId;
    }

    Profile toProfile() {
      return new Details(name, phone, email, notes, attributes).toProfile();
    }
  }

  /** What can be changed of a customer: what is absent stays, what is null goes. */
  @Schema(name = "CustomerDetails")
  public record Details(
      @Schema(maxLength = 200) String name,
      @Schema(maxLength = 40) String phone,
      @Schema(maxLength = 254) String email,
      @Schema(maxLength = 2000) String notes,
      AttributesJson attributes) {

    static Details of(Profile profile) {
      return new Details(
          profile.name(),
          profile.phone(),
          profile.email(),
          profile.notes(),
          AttributesJson.of(profile.attributes()));
    }

    Profile toProfile() {
      return new Profile(
          name,
          phone,
          email,
          notes,
          attributes == null ? Attributes.NONE : attributes.toAttributes());
    }
  }

  /** Who a customer turned out to be. */
  @Schema(name = "Merge")
  public record Merge(
      @NotNull @Id @Schema(description = "the survivor, who isn't merged", maxLength = 64)
          String into) {}

  /** A merge that was a mistake: there is nothing to say of it. */
  @Schema(name = "Unmerge")
  public record Unmerge() {}

  /** What other services may know of a customer. */
  @Schema(name = "CustomerAttributes")
  @JsonInclude(Include.NON_EMPTY)
  public record AttributesJson(
      @Schema(maxLength = 64) String region,
      @Schema(maxLength = 64) String city,
      @Schema(description = "1 is the largest cities", minimum = "1", maximum = "9")
          Integer cityTier,
      @Schema(minimum = "1900") Integer birthYear,
      @Schema(maxLength = 64) String gender,
      @Schema(maxLength = 64) String industry,
      @Schema(maxLength = 64) String channel,
      @Schema(maxItems = 50) List<String> preferences,
      @Schema(maxItems = 50) List<String> tags) {

    static AttributesJson of(Attributes attributes) {
      return new AttributesJson(
          attributes.region(),
          attributes.city(),
          attributes.cityTier(),
          attributes.birthYear(),
          attributes.gender(),
          attributes.industry(),
          attributes.channel(),
          attributes.preferences(),
          attributes.tags());
    }

    Attributes toAttributes() {
      return new Attributes(
          region, city, cityTier, birthYear, gender, industry, channel, preferences, tags);
    }
  }
}
