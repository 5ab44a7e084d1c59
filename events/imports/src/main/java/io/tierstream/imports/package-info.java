/**
 * How every service takes in a file: its rows are staged while it is uploaded, planned, and told in
 * portions that keep to the pace of their consumer. What a row means is the service's: {@link
 * io.tierstream.imports.RowImport} or {@link io.tierstream.imports.FileImport}.
 */
package io.tierstream.imports;
