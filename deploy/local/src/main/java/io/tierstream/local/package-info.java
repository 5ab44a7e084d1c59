/** Tierstream on one machine: broker, database and services as child processes of one launcher. */
package io.tierstream.local;
