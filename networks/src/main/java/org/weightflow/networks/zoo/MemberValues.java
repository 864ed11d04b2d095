package org.weightflow.networks.zoo;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/** What every stored network keeps to: its values are finite, and those that its mask prunes are zero. */
public final class MemberValues {
    private MemberValues() {}

    /** The first value that is not finite, as {@code entry[index] is value}. */
    public static Optional<String> notFinite(StateDict weights) {
        Layout layout = weights.layout();
        for (int e = 0; e < layout.entries().size(); e++) {
            FloatBuffer values = weights.entry(e);
            for (int i = 0; i < values.limit(); i++) {
                if (!Float.isFinite(values.get(i))) {
                    return Optional.of(layout.entry(e).name() + "[" + i + "] is " + values.get(i)
                            + ", which is not a finite number");
                }
            }
        }
        return Optional.empty();
    }

    /** The first value that is pruned and yet not zero. */
    public static Optional<String> notPruned(StateDict weights, Mask mask) {
        Layout layout = weights.layout();
        for (int e = 0; e < layout.entries().size(); e++) {
            FloatBuffer values = weights.entry(e);
            for (int i = 0; i < values.limit(); i++) {
                if (values.get(i) != 0 && !mask.keeps(layout.offset(e) + i)) {
                    return Optional.of(layout.entry(e).name() + "[" + i + "] is " + values.get(i)
                            + " but its mask prunes it to zero");
                }
            }
        }
        return Optional.empty();
    }
}
