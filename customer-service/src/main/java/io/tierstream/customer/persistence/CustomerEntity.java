package io.tierstream.customer.persistence;

import io.tierstream.customer.domain.Attributes;
import io.tierstream.customer.domain.Customer;
import io.tierstream.customer.domain.Profile;
import io.tierstream.customer.domain.SearchText;
import io.tierstream.customer.domain.Status;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row of {@code customer}. */
@Entity
@Table(name = "customer")
class CustomerEntity {

  @Id
  @Column(name = "customer_id", length = 64)
  String customerId;

  long version;

  @Enumerated(EnumType.STRING)
  @Column(length = 11)
  Status status;

  @Column(length = 200)
  String name;

  @Column(length = 40)
  String phone;

  @Column(length = 254)
  String email;

  @Column(length = 2000)
  String notes;

  @Column(length = 64)
  String region;

  @Column(length = 64)
  String city;

  @Column(name = "city_tier")
  Integer cityTier;

  @Column(name = "birth_year")
  Integer birthYear;

  @Column(length = 64)
  String gender;

  @Column(length = 64)
  String industry;

  @Column(length = 64)
  String channel;

  @JdbcTypeCode(SqlTypes.ARRAY)
  String[] preferences;

  @JdbcTypeCode(SqlTypes.ARRAY)
  String[] tags;

  @Column(name = "registered_at")
  Instant registeredAt;

  @Column(name = "name_key", length = 200)
  String nameKey;

  /** Takes over a registered customer. */
  void become(Customer customer) {
    var profile = customer.profile();
    var attributes = profile.attributes();
    version = customer.version();
    status = customer.status();
    name = profile.name();
    phone = profile.phone();
    email = profile.email();
    notes = profile.notes();
    region = attributes.region();
    city = attributes.city();
    cityTier = attributes.cityTier();
    birthYear = attributes.birthYear();
    gender = attributes.gender();
    industry = attributes.industry();
    channel = attributes.channel();
    preferences = attributes.preferences().toArray(String[]::new);
    tags = attributes.tags().toArray(String[]::new);
    registeredAt = customer.registeredAt();
    nameKey = SearchText.sortKey(name);
  }

  Customer toCustomer() {
    if (status == Status.PROVISIONAL) {
      return Customer.provisional(customerId);
    }
    var attributes =
        new Attributes(
            region,
            city,
            cityTier,
            birthYear,
            gender,
            industry,
            channel,
            List.of(preferences),
            List.of(tags));
    return new Customer(
        customerId,
        version,
        status,
        new Profile(name, phone, email, notes, attributes),
        registeredAt);
  }
}
