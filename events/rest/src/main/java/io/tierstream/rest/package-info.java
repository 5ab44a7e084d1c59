/** How every service answers: problems, pages, entity tags, idempotency keys. */
package io.tierstream.rest;
