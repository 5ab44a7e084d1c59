/** A believable small shop that trades over the public REST, so that there is something to see. */
package io.tierstream.local.demo;
