package org.weightflow.bayes.variational;

import java.util.BitSet;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Mask;

/** The entries whose values are Gaussian in variational networks: the weights of dense layers and convolutions. */
final class GaussianWeights {
    private GaussianWeights() {}

    static LayoutPart of(Layout layout) {
        return LayoutPart.of(layout, GaussianWeights::isGaussian);
    }

    /** Everything else, such as biases, normalisation and embeddings, are points. */
    static boolean isGaussian(Layout.Entry entry) {
        return entry.kind() == Layout.Kind.WEIGHT
                && entry.name().endsWith(".weight")
                && entry.shape().size() > 1;
    }

    /** What a mask keeps of them. */
    static Mask maskOf(Mask mask, LayoutPart part) {
        BitSet kept = new BitSet(part.layout().size());
        for (int e = 0; e < part.layout().entries().size(); e++) {
            int from = part.whole().offset(part.place(e));
            int to = part.layout().offset(e);
            for (int i = 0; i < part.layout().entry(e).size(); i++) {
                kept.set(to + i, mask.keeps(from + i));
            }
        }
        return Mask.of(part.layout(), kept);
    }
}
