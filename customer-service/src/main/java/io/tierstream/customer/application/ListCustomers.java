package io.tierstream.customer.application;

import io.tierstream.customer.persistence.Listing;
import io.tierstream.customer.persistence.ListingFilter;
import io.tierstream.customer.persistence.Listings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** The management table is read. */
@ApplicationScoped
public class ListCustomers {

  private final Listings listings;

  ListCustomers(Listings listings) {
    this.listings = listings;
  }

  /** One page of what {@code filter} asks for. */
  @Transactional
  public List<Listing> list(ListingFilter filter) {
    return listings.page(filter);
  }
}
