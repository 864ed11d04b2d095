/** Which weights stay, given their scores: exact numbers, by whole network or layer. Start with {@link Selection}. */
package org.weightflow.pruning.selection;
