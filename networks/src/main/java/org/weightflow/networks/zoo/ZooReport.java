package org.weightflow.networks.zoo;

import java.util.List;

/**
 * What a check of a whole zoo found.
 *
 * @param members members that were listed
 * @param faults  one sentence each, in the order of the members; empty for a sound zoo
 * @param notes   what is no fault but good to know, one sentence each: members that were dropped, what an older version left
 *                without a checksum
 */
public record ZooReport(int members, List<String> faults, List<String> notes) {
    public ZooReport {
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }

    public boolean isSound() {
        return faults.isEmpty();
    }
}
