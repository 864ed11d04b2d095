/** What units of networks are told apart by: their weights, what they do, or both. Start with {@link EvidenceAlignment}. */
package org.weightflow.canon.evidence;
