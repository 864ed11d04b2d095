/** How strongly each weight argues to be kept, before or after training. Start with {@link org.weightflow.pruning.score.SaliencyScore}. */
package org.weightflow.pruning.score;
