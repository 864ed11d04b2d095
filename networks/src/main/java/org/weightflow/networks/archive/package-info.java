/** Zip archives of uncompressed entries, whose bytes can be used where they lie. Start with {@link org.weightflow.networks.archive.StoredZip}. */
package org.weightflow.networks.archive;
