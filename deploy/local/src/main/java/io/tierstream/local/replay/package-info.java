/** What {@code deploy/replay} runs: dead letters go back to the topics they came from. */
package io.tierstream.local.replay;
