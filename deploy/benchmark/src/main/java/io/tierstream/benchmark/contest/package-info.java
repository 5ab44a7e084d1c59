/**
 * The same events through several contestants, each a process of its own beside one broker and one
 * database: how fast they are, and that they come to the same.
 */
package io.tierstream.benchmark.contest;
