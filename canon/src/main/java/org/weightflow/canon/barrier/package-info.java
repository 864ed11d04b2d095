/** How much worse networks become on the straight line between two of them. Start with {@link org.weightflow.canon.barrier.LossBarrier}. */
package org.weightflow.canon.barrier;
