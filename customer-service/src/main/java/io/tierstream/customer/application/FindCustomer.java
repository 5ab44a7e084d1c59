package io.tierstream.customer.application;

import io.tierstream.customer.domain.Customer;
import io.tierstream.customer.domain.UnknownCustomer;
import io.tierstream.customer.persistence.Customers;
import io.tierstream.customer.persistence.Listing;
import io.tierstream.customer.persistence.Listings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** One customer is looked up. */
@ApplicationScoped
public class FindCustomer {

  private final Customers customers;
  private final Listings listings;

  FindCustomer(Customers customers, Listings listings) {
    this.customers = customers;
    this.listings = listings;
  }

  /** A customer and what others say of it. */
  public record Found(Customer customer, Listing listing) {}

  /**
   * The customer as it is now; any text may be asked for.
   *
   * @throws io.tierstream.customer.domain.ErasedCustomer when there is nothing left of it
   */
  @Transactional
  public Found find(String customerId) {
    var customer = customers.known(customerId).orElseThrow(UnknownCustomer::new).present();
    var listing = listings.of(customer.customerId()).orElseThrow(UnknownCustomer::new);
    return new Found(customer, listing);
  }
}
