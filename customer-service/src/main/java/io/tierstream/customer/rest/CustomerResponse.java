package io.tierstream.customer.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.customer.application.FindCustomer.Found;
import io.tierstream.customer.persistence.Listing;
import io.tierstream.customer.rest.CustomerRequests.AttributesJson;
import io.tierstream.rest.AboutSomeone;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A customer as callers see it; what it doesn't have is absent.
 *
 * @param version of what can be changed; 0 of a customer who isn't registered yet
 * @param status PROVISIONAL, REGISTERED or MERGED
 * @param mergedInto whose record it is once it is MERGED: tier, orders and spend are there
 * @param since when the tier was reached
 * @param spend of the last 365 days
 */
@Schema(name = "Customer")
@JsonInclude(Include.NON_NULL)
public record CustomerResponse(
    String customerId,
    long version,
    String status,
    String mergedInto,
    String name,
    String phone,
    String email,
    String notes,
    AttributesJson attributes,
    Instant registeredAt,
    String tier,
    String segment,
    String lifecycle,
    Instant since,
    Instant lastOrderAt,
    Money spend)
    implements AboutSomeone {

  @Override
  public String subject() {
    return customerId;
  }

  /** Money. */
  @Schema(name = "Money")
  public record Money(String amount, String currency) {
    static Money of(BigDecimal amount, Currency currency) {
      var stripped = amount.stripTrailingZeros();
      var decimals = Math.max(currency.getDefaultFractionDigits(), stripped.scale());
      return new Money(
          stripped.setScale(Math.max(decimals, 0)).toPlainString(), currency.getCurrencyCode());
    }
  }

  /** A row of the management table. */
  @Schema(name = "CustomerRow")
  @JsonInclude(Include.NON_NULL)
  public record Row(
      String customerId,
      String status,
      String name,
      String phone,
      String email,
      String region,
      String industry,
      String tier,
      String segment,
      String lifecycle,
      Instant since,
      Instant lastOrderAt,
      Money spend,
      String notes) {

    static Row of(Listing listing, Currency currency) {
      return new Row(
          listing.customerId(),
          listing.status(),
          listing.name(),
          listing.phone(),
          listing.email(),
          listing.region(),
          listing.industry(),
          listing.standing().tier(),
          listing.standing().segment(),
          listing.standing().lifecycle(),
          listing.standing().since(),
          listing.lastOrderAt(),
          Money.of(listing.spend(), currency),
          listing.notes());
    }
  }

  static CustomerResponse of(Found found, Currency currency) {
    var customer = found.customer();
    var profile = customer.profile();
    var listing = found.listing();
    return new CustomerResponse(
        customer.customerId(),
        customer.version(),
        customer.status().name(),
        customer.mergedInto(),
        listing.name(),
        listing.phone(),
        listing.email(),
        listing.notes(),
        profile == null ? null : AttributesJson.of(profile.attributes()),
        customer.registeredAt(),
        listing.standing().tier(),
        listing.standing().segment(),
        listing.standing().lifecycle(),
        listing.standing().since(),
        listing.lastOrderAt(),
        Money.of(listing.spend(), currency));
  }
}
