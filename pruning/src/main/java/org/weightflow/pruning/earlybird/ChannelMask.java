package org.weightflow.pruning.earlybird;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.networks.Check;
import org.weightflow.networks.LargestMagnitudes;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;

/**
 * Which channels are kept, over all layers that batch normalisation follows: those with the largest scales |gamma|.
 * <p>Of n channels and a share p to prune, exactly n - int(p n) are kept over all layers together; among equal scales the lower
 * (layer, index) is kept, and each layer keeps its largest whatever its rank. The authors' code differs in both: it keeps one fewer,
 * with all that equal its threshold, and may leave a layer without channels.
 * <p>Scales tell channels apart only if they are trained with an L1 penalty on them (network slimming). The channels of layers that
 * a residual sum joins are counted one by one, although the sum has all of them if one layer keeps them.
 *
 * @see <a href="https://arxiv.org/abs/1909.11957">You et al. (2020), Drawing Early-Bird Tickets</a>
 * @see <a href="https://arxiv.org/abs/1708.06519">Liu et al. (2017), network slimming</a>
 */
public final class ChannelMask {
    private static final String SCALE = ".weight";

    private final List<Layout.Entry> layers;
    private final BitSet kept;

    private ChannelMask(List<Layout.Entry> layers, BitSet kept) {
        this.layers = layers;
        this.kept = kept;
    }

    /**
     * @param fraction p, in [0, 1)
     * @throws IllegalArgumentException if there is no batch normalisation, a scale is not a number, or fewer channels are to be kept
     *                                  than there are layers
     */
    public static ChannelMask ofScales(StateDict weights, double fraction) {
        Check.halfOpenInterval("fraction", fraction, 0, 1);
        List<Layout.Entry> layers = layers(weights.layout());
        float[] scales = scales(weights, layers);
        int keep = scales.length - (int) (fraction * scales.length);
        if (keep < layers.size()) {
            throw new IllegalArgumentException("fraction " + fraction + " keeps " + keep + " of " + scales.length
                    + " channels, fewer than the " + layers.size() + " layers, each of which needs one");
        }
        BitSet kept = largestOfEach(layers, scales);
        BitSet others = new BitSet(scales.length);
        others.set(0, scales.length);
        others.andNot(kept);
        kept.or(LargestMagnitudes.choose(scales, others, keep - kept.cardinality()));
        return new ChannelMask(layers, kept);
    }

    /** The scales of batch normalisation: of the entries that normalise, those with running statistics beside them. */
    private static List<Layout.Entry> layers(Layout layout) {
        List<Layout.Entry> layers = layout.entries().stream()
                .filter(entry -> entry.kind() == Layout.Kind.NORM
                        && entry.name().endsWith(SCALE)
                        && layout.has(module(entry) + ".running_mean"))
                .toList();
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("the network has no batch normalisation, whose scales choose channels");
        }
        return layers;
    }

    private static String module(Layout.Entry scale) {
        return scale.name().substring(0, scale.name().length() - SCALE.length());
    }

    private static float[] scales(StateDict weights, List<Layout.Entry> layers) {
        float[] scales = new float[channels(layers)];
        int at = 0;
        for (Layout.Entry layer : layers) {
            weights.entry(layer.name()).get(scales, at, layer.size());
            for (int c = 0; c < layer.size(); c++) {
                if (Float.isNaN(scales[at + c])) {
                    throw new IllegalArgumentException(layer.name() + ": value " + c + " is not a number");
                }
            }
            at += layer.size();
        }
        return scales;
    }

    private static BitSet largestOfEach(List<Layout.Entry> layers, float[] scales) {
        BitSet largest = new BitSet(scales.length);
        int at = 0;
        for (Layout.Entry layer : layers) {
            BitSet own = new BitSet(scales.length);
            own.set(at, at + layer.size());
            largest.or(LargestMagnitudes.choose(scales, own, 1));
            at += layer.size();
        }
        return largest;
    }

    private static int channels(List<Layout.Entry> layers) {
        return layers.stream().mapToInt(Layout.Entry::size).sum();
    }

    /** The entries of the scales, in the order of the layout. */
    public List<String> layers() {
        return layers.stream().map(Layout.Entry::name).toList();
    }

    /** Channels of all layers. */
    public int channels() {
        return channels(layers);
    }

    /** Channels that are kept, of all layers. */
    public int kept() {
        return kept.cardinality();
    }

    /** The channels of a layer that are kept, by their index in it. */
    public BitSet kept(int layer) {
        int from = IntStream.range(0, layer).map(l -> layers.get(l).size()).sum();
        return kept.get(from, from + layers.get(layer).size());
    }

    /** A copy of the bits over the channels of all layers. */
    public BitSet toBitSet() {
        return (BitSet) kept.clone();
    }

    /** @throws IllegalArgumentException if the other is over other layers */
    void requireSameLayers(ChannelMask other) {
        if (!layers.equals(other.layers)) {
            throw new IllegalArgumentException(
                    "channels of " + layers() + " in one mask, of " + other.layers() + " in the other");
        }
    }
}
