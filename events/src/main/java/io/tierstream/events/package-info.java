/**
 * What the services must agree on: topics, the envelope, the outbox and its relay, clock and ids.
 */
package io.tierstream.events;
