/** Whether trainings that differ only in the order of their data end in one linearly connected valley. Start with {@link Instability}. */
package org.weightflow.pruning.instability;
