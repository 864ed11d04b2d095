package org.weightflow.pruning.method;

import java.util.List;

/**
 * One level that a search went through.
 *
 * @param number             0 is dense
 * @param kept               values of the prunable entries that each mask keeps
 * @param validationAccuracy of each member's network that was trained under the level's mask, fractions
 */
public record SearchLevel(int number, int kept, List<Double> validationAccuracy) {
    public SearchLevel {
        validationAccuracy = List.copyOf(validationAccuracy);
    }
}
