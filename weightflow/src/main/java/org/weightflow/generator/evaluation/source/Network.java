package org.weightflow.generator.evaluation.source;

import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * A complete network.
 *
 * @param mask which values are kept, or null where nothing was pruned
 */
public record Network(StateDict weights, Mask mask) {
    public Network {
        if (mask != null) {
            mask.layout().requireSame(weights.layout(), "the weights under the mask");
        }
    }

    /** A network of which nothing was pruned. */
    public static Network dense(StateDict weights) {
        return new Network(weights, null);
    }

    /** Kept values of the entry at {@code index}; all of them without a mask. */
    public int kept(int index) {
        return mask == null ? weights.layout().entry(index).size() : mask.kept(index);
    }

    /** Kept values of the prunable entries. */
    public int keptPrunable() {
        return mask == null ? weights.layout().prunableSize() : mask.keptPrunable();
    }

    /**
     * Requires finite values, and +0 or -0 wherever the mask prunes.
     *
     * @param flat the flat vector of the weights
     * @param name what this network is, for the message
     * @throws IllegalArgumentException naming the first value that breaks the rule
     */
    public void requireSound(float[] flat, String name) {
        for (int i = 0; i < flat.length; i++) {
            if (!Float.isFinite(flat[i])) {
                throw new IllegalArgumentException(name + ": " + place(i) + " is " + flat[i] + ", which is not finite");
            }
            if (flat[i] != 0f && mask != null && !mask.keeps(i)) {
                throw new IllegalArgumentException(name + ": " + place(i) + " is " + flat[i] + " but pruned, not 0");
            }
        }
    }

    private String place(int index) {
        Layout layout = weights.layout();
        int entry = 0;
        while (index >= layout.offset(entry + 1)) {
            entry++;
        }
        return "value " + (index - layout.offset(entry)) + " of "
                + layout.entry(entry).name();
    }
}
