package org.weightflow.generator.evaluation.source;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.weightflow.canon.geometry.ZooGeometry;
import org.weightflow.canon.linear.Rows;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * All members of a zoo in memory, as flat float32 vectors w_i, i = 0 ... N - 1, with their mean and standard deviation in every
 * dimension: the fixed frame in which new networks are drawn and measured.
 */
public final class LoadedZoo implements NetworkSource {
    private final Layout layout;
    private final float[][] vectors;
    private final Mask[] masks;
    private final boolean sparse;
    private final boolean oneMask;
    private final double[] mean;
    private final double[] deviation;
    /** What was fitted to these members, by what it is. */
    private final Map<Object, Object> fits = new ConcurrentHashMap<>();

    private ZooGeometry geometry;

    private LoadedZoo(Layout layout, float[][] vectors, Mask[] masks) {
        this.layout = layout;
        this.vectors = vectors;
        this.masks = masks;
        boolean anyMask = false;
        boolean same = true;
        for (Mask mask : masks) {
            anyMask |= mask != null;
            same &= mask == null ? masks[0] == null : mask.equals(masks[0]);
        }
        this.sparse = anyMask;
        this.oneMask = anyMask && same;
        this.mean = new double[layout.size()];
        this.deviation = new double[layout.size()];
        fillMoments();
    }

    /**
     * Asks for every member once, in order.
     *
     * @throws IllegalArgumentException if there is no member, one has another layout, a value is not finite, or a pruned one not 0
     */
    public static LoadedZoo read(Layout layout, NetworkSource source) {
        int count = Check.atLeast("zoo members", source.count(), 1);
        float[][] vectors = new float[count][];
        Mask[] masks = new Mask[count];
        for (int i = 0; i < count; i++) {
            Network member = source.network(i);
            layout.requireSame(member.weights().layout(), "zoo member " + i);
            vectors[i] = member.weights().toArray();
            masks[i] = member.mask();
            member.requireSound(vectors[i], "zoo member " + i);
        }
        return new LoadedZoo(layout, vectors, masks);
    }

    /**
     * The members at these indices as a zoo of their own, which shares their values.
     *
     * @param members distinct indices in [0, N), at least one
     */
    public LoadedZoo only(List<Integer> members) {
        Check.atLeast("zoo members", members.size(), 1);
        return members.size() == vectors.length
                ? this
                : new LoadedZoo(
                        layout,
                        members.stream().map(i -> vectors[i]).toArray(float[][]::new),
                        members.stream().map(i -> masks[i]).toArray(Mask[]::new));
    }

    public Layout layout() {
        return layout;
    }

    @Override
    public int count() {
        return vectors.length;
    }

    @Override
    public Network network(int index) {
        return new Network(StateDict.of(layout, vectors[index]), masks[index]);
    }

    /** The flat vector w_i: the inner array, shared and to be read only. */
    public float[] vector(int index) {
        return vectors[index];
    }

    /** The mask of a member, or null where nothing of it was pruned. */
    public Mask mask(int index) {
        return masks[index];
    }

    /** Whether any member has a mask. */
    public boolean isSparse() {
        return sparse;
    }

    /** Whether all members have one mask in common, so that their union is as sparse as each of them. */
    public boolean sharesMask() {
        return oneMask;
    }

    /** The mean of every dimension over the members: the inner array, shared and to be read only. */
    public double[] mean() {
        return mean;
    }

    /** The standard deviation of every dimension, divisor N - 1 (0 for one member): the inner array, shared and to be read only. */
    public double[] deviation() {
        return deviation;
    }

    /**
     * Inner products and distances of the members' learnable values: state follows from these and the data, and its units are
     * others. Computed when it is first asked for.
     *
     * @throws IllegalArgumentException if there is only one member
     */
    public synchronized ZooGeometry geometry() {
        if (geometry == null) {
            geometry = ZooGeometry.of(learnable());
        }
        return geometry;
    }

    /** The learnable values of each member; views, not copies. */
    public Rows learnable() {
        LayoutPart learnable = LayoutPart.learnable(layout);
        return Rows.ofStateDicts(Arrays.stream(vectors)
                .map(each -> learnable.of(StateDict.of(learnable.whole(), each)))
                .toList());
    }

    /**
     * What {@code fitting} makes of the members, made once for each key, whatever the threads that ask for it.
     *
     * @param key names what is fitted; its class is that of the only caller
     * @param fitting asks for no other fit
     */
    public <T> T fitted(Object key, Class<T> type, Supplier<T> fitting) {
        return type.cast(fits.computeIfAbsent(key, absent -> fitting.get()));
    }

    /** Two passes, so that nearly equal values lose no digits. */
    private void fillMoments() {
        int n = vectors.length;
        for (float[] vector : vectors) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += vector[d];
            }
        }
        for (int d = 0; d < mean.length; d++) {
            mean[d] /= n;
        }
        if (n == 1) {
            Arrays.fill(deviation, 0);
            return;
        }
        for (float[] vector : vectors) {
            for (int d = 0; d < mean.length; d++) {
                double difference = vector[d] - mean[d];
                deviation[d] += difference * difference;
            }
        }
        for (int d = 0; d < mean.length; d++) {
            deviation[d] = Math.sqrt(deviation[d] / (n - 1));
        }
    }
}
