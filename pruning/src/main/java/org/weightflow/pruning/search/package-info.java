/** What searches for tickets share: trainings that are done once, kept, and gone on with. Start with {@link Workbench}. */
package org.weightflow.pruning.search;
