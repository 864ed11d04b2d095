/** Early-Bird tickets: when the mask that pruning would draw has stopped changing. Start with {@link EarlyBirdDetector}. */
package org.weightflow.pruning.earlybird;
