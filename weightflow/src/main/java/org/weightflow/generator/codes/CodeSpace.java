package org.weightflow.generator.codes;

import java.util.Arrays;
import java.util.List;
import org.weightflow.canon.linear.Rows;
import org.weightflow.canon.pca.PrincipalComponents;
import org.weightflow.canon.pca.Retain;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;

/**
 * The affine map between networks and standardised codes: {@code z_j = <c_j, w - mean> / s_j} and
 * {@code w = mean + sum_j z_j s_j c_j}.
 * <p>mean and the unit rows c_j are those of a principal component analysis of the training members alone; s_j is the standard
 * deviation of their raw codes, with divisor N - 1. Directions in which they have no spread beyond rounding are no components.
 * <p>The basis is kept in float32, as files hold it; sums are float64. Fitting reads each value twice. Memory 4 k D bytes.
 */
public final class CodeSpace {
    private final Layout layout;
    private final float[] mean;
    private final float[][] components;
    private final double[] scale;

    private CodeSpace(Layout layout, float[] mean, float[][] components, double[] scale) {
        this.layout = layout;
        this.mean = mean;
        this.components = components;
        this.scale = scale;
    }

    /** A code space, the training members' place in it, and the spectrum that it was cut from. */
    public static final class Fit {
        private final CodeSpace space;
        private final double[][] codes;
        private final double[] eigenvalues;
        private final double totalVariance;

        private Fit(CodeSpace space, double[][] codes, double[] eigenvalues, double totalVariance) {
            this.space = space;
            this.codes = codes;
            this.eigenvalues = eigenvalues;
            this.totalVariance = totalVariance;
        }

        public CodeSpace space() {
            return space;
        }

        /** Copies of the standardised codes of the training members, {@code [N][dimensions]}. */
        public double[][] codes() {
            return Arrays.stream(codes).map(double[]::clone).toArray(double[][]::new);
        }

        /** A copy of the variance along each dimension, largest first. */
        public double[] eigenvalues() {
            return eigenvalues.clone();
        }

        /** The training members' variance in all directions. */
        public double totalVariance() {
            return totalVariance;
        }

        /** Share of the total variance that the dimensions hold, in (0, 1]. */
        public double capturedVariance() {
            return Math.min(1, Arrays.stream(eigenvalues).sum() / totalVariance);
        }
    }

    /**
     * @param training members of one layout, at least two that differ
     * @throws IllegalArgumentException if they are fewer, all equal or not finite, or their layouts differ
     */
    public static Fit fit(List<StateDict> training, Retain retain) {
        Check.atLeast("training members", training.size(), 2);
        PrincipalComponents pca = PrincipalComponents.fit(Rows.ofStateDicts(training), retain);
        double[] scale = Arrays.stream(pca.variances()).map(Math::sqrt).toArray();
        float[][] components = new float[scale.length][];
        for (int j = 0; j < scale.length; j++) {
            components[j] = toFloats(pca.component(j));
        }
        double[][] codes = pca.codes();
        for (double[] code : codes) {
            for (int j = 0; j < scale.length; j++) {
                code[j] /= scale[j];
            }
        }
        CodeSpace space = new CodeSpace(training.get(0).layout(), toFloats(pca.mean()), components, scale);
        return new Fit(space, codes, pca.variances(), pca.totalVariance());
    }

    /**
     * The code space of a basis that {@link #mean}, {@link #component} and {@link #scale} gave.
     *
     * @param components {@code [k][D]}
     * @param scale      {@code [k]}, positive
     */
    public static CodeSpace of(Layout layout, float[] mean, float[][] components, double[] scale) {
        if (mean.length != layout.size() || components.length != scale.length || scale.length == 0) {
            throw new IllegalArgumentException("a mean of " + mean.length + " values, " + components.length
                    + " components and " + scale.length + " scales do not fit a layout of " + layout.size());
        }
        for (int j = 0; j < scale.length; j++) {
            Check.positive("scale " + j, scale[j]);
            if (components[j].length != mean.length) {
                throw new IllegalArgumentException(
                        "component " + j + " has " + components[j].length + " values, the mean " + mean.length);
            }
        }
        return new CodeSpace(layout, mean.clone(), components.clone(), scale.clone());
    }

    /** Values of a code. */
    public int dimensions() {
        return scale.length;
    }

    public Layout layout() {
        return layout;
    }

    /** A copy of the mean network's flat vector. */
    public float[] mean() {
        return mean.clone();
    }

    /** A copy of the unit direction of a dimension, {@code [D]}. */
    public float[] component(int dimension) {
        return components[dimension].clone();
    }

    /** A copy of what one unit of each dimension is worth in weights. */
    public double[] scale() {
        return scale.clone();
    }

    /** The standardised code of a network, which loses what lies outside the basis. */
    public double[] encode(StateDict network) {
        layout.requireSame(network.layout(), "the network to encode");
        float[] flat = network.toArray();
        double[] code = new double[scale.length];
        for (int j = 0; j < code.length; j++) {
            double sum = 0;
            for (int d = 0; d < flat.length; d++) {
                sum += components[j][d] * ((double) flat[d] - mean[d]);
            }
            code[j] = sum / scale[j];
        }
        return code;
    }

    /**
     * @throws ArithmeticException if a decoded value is not finite, naming its entry
     */
    public StateDict decode(double[] code) {
        if (code.length != scale.length) {
            throw new IllegalArgumentException(
                    "a code of " + code.length + " values does not fit a space of " + scale.length + " dimensions");
        }
        double[] sum = new double[mean.length];
        for (int j = 0; j < code.length; j++) {
            double factor = code[j] * scale[j];
            for (int d = 0; d < sum.length; d++) {
                sum[d] += factor * components[j][d];
            }
        }
        float[] flat = new float[sum.length];
        for (int d = 0; d < flat.length; d++) {
            flat[d] = (float) (mean[d] + sum[d]);
            if (!Float.isFinite(flat[d])) {
                throw new ArithmeticException(placeOf(d) + " decodes to " + flat[d] + "; the code is too far out");
            }
        }
        return StateDict.of(layout, flat);
    }

    /**
     * The share of a network's squared distance to the mean that the basis holds, |C (w - mean)|^2 / |w - mean|^2: 1 for a training
     * member if no component was left out, less for one that was held out.
     */
    public double reconstructedShare(StateDict network) {
        double[] code = encode(network);
        double inside = 0;
        for (int j = 0; j < code.length; j++) {
            inside += Math.pow(code[j] * scale[j], 2);
        }
        float[] flat = network.toArray();
        double all = 0;
        for (int d = 0; d < flat.length; d++) {
            all += Math.pow((double) flat[d] - mean[d], 2);
        }
        return all == 0 ? 1 : Math.min(1, inside / all);
    }

    private String placeOf(int index) {
        int entry = 0;
        while (index >= layout.offset(entry + 1)) {
            entry++;
        }
        return layout.entry(entry).name() + ": value " + (index - layout.offset(entry));
    }

    private static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
