/** What a checkpoint holds, whatever its file's format: named arrays of numbers. Start with {@link org.weightflow.networks.checkpoint.Checkpoint}. */
package org.weightflow.networks.checkpoint;
