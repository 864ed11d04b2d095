/** Networks that come from elsewhere and go elsewhere: zoos made of foreign checkpoints, and members in foreign formats. Start with {@link CheckpointSource}. */
package org.weightflow.networks.exchange;
