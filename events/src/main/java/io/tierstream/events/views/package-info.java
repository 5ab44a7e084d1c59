/** Views of foreign facts that can be thrown away and built again from a compacted topic. */
package io.tierstream.events.views;
