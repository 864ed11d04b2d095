/** The task that a population solves: its data, split and scaled the same way by every stage. Start with {@link Task}. */
package org.weightflow.networks.task;
