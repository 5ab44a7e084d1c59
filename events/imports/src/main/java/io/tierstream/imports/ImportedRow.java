package io.tierstream.imports;

import java.time.Instant;

/**
 * A row that was understood.
 *
 * @param id what it is about; a file says one thing of each id
 * @param at the fact's own instant: facts are told in this order, and their records stamped with it
 * @param content what it says, written as JSON in between: equal contents must be equal JSON
 */
public record ImportedRow<T>(String id, Instant at, T content) {}
