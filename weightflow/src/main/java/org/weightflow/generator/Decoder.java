package org.weightflow.generator;

import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * Makes networks of codes: the basis' combination, its values pruned by the rule of the masks. A running variance that would be
 * negative, as it may where statistics are learnt, is 0.
 */
record Decoder(CodeSpace space, MaskRule masks) {
    /** @throws ArithmeticException if a value is not finite, naming its entry */
    Sample decode(double[] code, Seed sample) {
        Layout layout = space.layout();
        float[] flat = space.decode(code).toArray();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (layout.entry(e).name().endsWith(".running_var")) {
                for (int d = layout.offset(e); d < layout.offset(e + 1); d++) {
                    flat[d] = Math.max(0, flat[d]);
                }
            }
        }
        Mask mask = masks.maskOf(layout, flat, sample);
        if (mask != null) {
            mask.zeroPruned(flat, 0);
        }
        return new Sample(StateDict.of(layout, flat), mask, code);
    }
}
