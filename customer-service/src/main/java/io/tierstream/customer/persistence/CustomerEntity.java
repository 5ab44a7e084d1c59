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

  @Column(name = "merged_into", length = 64)
  String mergedInto;

  @Column(length = 64)
  String survivor;

  @Column(name = "erased_at")
  Instant erasedAt;

  void become(Customer customer) {
    version = customer.version();
    status = customer.status();
    registeredAt = customer.registeredAt();
    mergedInto = customer.mergedInto();
    survivor = customer.survivor();
    if (customer.profile() != null) {
      describe(customer.profile());
    }
  }

  private void describe(Profile profile) {
    var attributes = profile.attributes();
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
    nameKey = SearchText.sortKey(name);
  }

  /** Keeps nothing but that it is erased since {@code at}. */
  void erase(Customer erased, Instant at) {
    become(erased);
    erasedAt = at;
    name = null;
    phone = null;
    email = null;
    notes = null;
    region = null;
    city = null;
    cityTier = null;
    birthYear = null;
    gender = null;
    industry = null;
    channel = null;
    preferences = new String[0];
    tags = new String[0];
    nameKey = "";
  }

  Customer toCustomer() {
    return new Customer(
        customerId,
        version,
        status,
        registeredAt == null ? null : profile(),
        registeredAt,
        mergedInto,
        survivor);
  }

  private Profile profile() {
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
    return new Profile(name, phone, email, notes, attributes);
  }
}
