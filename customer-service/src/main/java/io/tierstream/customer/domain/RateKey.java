package io.tierstream.customer.domain;

import java.time.LocalDate;

/** A currency, ISO 4217, and a UTC day: what has a rate. */
public record RateKey(String currency, LocalDate day) {}
