package org.weightflow.generator.evaluation.source;

import java.util.Arrays;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
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
