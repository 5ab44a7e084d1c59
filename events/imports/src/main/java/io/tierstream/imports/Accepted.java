package io.tierstream.imports;

import io.tierstream.rest.IdempotentAnswer;
import java.util.Optional;

/**
 * A file that was taken in.
 *
 * @param job the id of the job that goes on with it, which survives restarts from here on
 * @param first what the first upload with the same idempotency key was answered: then there is no
 *     new job
 */
record Accepted(String job, Optional<IdempotentAnswer> first) {}
