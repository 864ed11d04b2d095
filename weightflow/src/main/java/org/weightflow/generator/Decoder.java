package org.weightflow.generator;

import java.util.List;
import java.util.stream.IntStream;
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
    /**
     * All in one pass over the basis.
     *
     * @param samples the seed of each
     * @throws ArithmeticException if a value is not finite, naming its entry
     */
    List<Sample> decode(List<double[]> codes, List<Seed> samples) {
        return decode(codes, samples, null);
    }

    /** The same with noise, if it is not null, before anything is pruned. */
    List<Sample> decode(List<double[]> codes, List<Seed> samples, HullNoise noise) {
        List<StateDict> decoded = space.decode(codes);
        return IntStream.range(0, decoded.size())
                .mapToObj(i -> {
                    float[] flat = decoded.get(i).toArray();
                    if (noise != null) {
                        noise.add(flat, samples.get(i));
                    }
                    return complete(flat, codes.get(i), samples.get(i));
                })
                .toList();
    }

    private Sample complete(float[] flat, double[] code, Seed sample) {
        Layout layout = space.layout();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (isVariance(layout.entry(e))) {
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

    /** Whether an entry holds variances, which are not to be negative. */
    static boolean isVariance(Layout.Entry entry) {
        return entry.name().endsWith(".running_var");
    }
}
