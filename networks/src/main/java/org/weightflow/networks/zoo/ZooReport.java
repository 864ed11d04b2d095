package org.weightflow.networks.zoo;

import java.util.List;

/**
 * What a check of a whole zoo found.
 *
 * @param members members that were listed
 * @param faults  one sentence each, in the order of the members; empty for a sound zoo
 */
public record ZooReport(int members, List<String> faults) {
    public ZooReport {
        faults = List.copyOf(faults);
    }

    public boolean isSound() {
        return faults.isEmpty();
    }
}
