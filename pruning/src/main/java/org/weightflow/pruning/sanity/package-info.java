/** Whether tickets are more than their layers' counts, their weights or their data. Start with {@link SanitySuite}. */
package org.weightflow.pruning.sanity;
