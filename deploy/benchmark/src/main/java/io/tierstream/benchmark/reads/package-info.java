/** How quickly segmentation-service says where customers stand, one by one and in lists. */
package io.tierstream.benchmark.reads;
