/**
 * What the whole system makes of faults: {@link io.tierstream.local.faults.ShopLoad} drives a shop
 * over REST and writes a {@link io.tierstream.local.faults.Ledger}, and {@link
 * io.tierstream.local.faults.Checker} holds the system at rest against it.
 */
package io.tierstream.local.faults;
