package org.weightflow.generator.codes;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.weightflow.canon.linear.Rows;
import org.weightflow.canon.pca.PrincipalComponents;
import org.weightflow.canon.pca.Retain;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.StateDict;

/**
 * The affine map between networks and standardised codes: {@code z_j = <c_j, w - mean> / s_j} and
 * {@code w = mean + sum_j z_j s_j c_j}.
 * <p>mean and the unit rows c_j are those of a principal component analysis of the training members alone; s_j is the standard
 * deviation of their raw codes, with divisor N - 1. Directions in which they have no spread beyond rounding are no components.
 * <p>w are the coded values of a network. The others, which are state, have no part in any of this; a decoded network has the
 * training members' mean there.
 * <p>The basis is kept in float32, as files hold it; sums are float64. Fitting reads each value twice. Memory 4 k D bytes.
 */
public final class CodeSpace {
    private final LayoutPart coded;
    /** Of the whole network. */
    private final float[] mean;
    /** Of its coded values. */
    private final float[] centre;

    private final float[][] components;
    private final double[] scale;

    private CodeSpace(LayoutPart coded, float[] mean, float[][] components, double[] scale) {
        this.coded = coded;
        this.mean = mean;
        this.centre = coded.of(mean);
        this.components = components;
        this.scale = scale;
    }

    /** What codes hold of a layout: all that optimisers change, and running statistics if they are learnt; never counters. */
    public static LayoutPart coded(Layout layout, boolean learnStatistics) {
        return LayoutPart.of(
                layout, entry -> entry.kind().isLearnable() || (learnStatistics && entry.kind() == Layout.Kind.BUFFER));
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
     * @param training members of one layout, at least two that differ in what is coded
     * @param coded    the values that codes hold
     * @throws IllegalArgumentException if they are fewer, all equal or not finite, or their layouts differ
     */
    public static Fit fit(List<StateDict> training, Retain retain, LayoutPart coded) {
        Check.atLeast("training members", training.size(), 2);
        PrincipalComponents pca = PrincipalComponents.fit(
                Rows.ofStateDicts(training.stream().map(coded::of).toList()), retain);
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
        float[] mean = meanState(training);
        coded.put(toFloats(pca.mean()), mean);
        CodeSpace space = new CodeSpace(coded, mean, components, scale);
        return new Fit(space, codes, pca.variances(), pca.totalVariance());
    }

    /**
     * The code space of a basis that {@link #mean}, {@link #component} and {@link #scale} gave.
     *
     * @param mean       of all values, coded or not
     * @param components {@code [k][coded values]}
     * @param scale      {@code [k]}, positive
     */
    public static CodeSpace of(LayoutPart coded, float[] mean, float[][] components, double[] scale) {
        if (mean.length != coded.whole().size() || components.length != scale.length || scale.length == 0) {
            throw new IllegalArgumentException("a mean of " + mean.length + " values, " + components.length
                    + " components and " + scale.length + " scales do not fit a layout of "
                    + coded.whole().size());
        }
        for (int j = 0; j < scale.length; j++) {
            Check.positive("scale " + j, scale[j]);
            if (components[j].length != coded.layout().size()) {
                throw new IllegalArgumentException("component " + j + " has " + components[j].length + " values, but "
                        + coded.layout().size() + " are coded");
            }
        }
        return new CodeSpace(coded, mean.clone(), components.clone(), scale.clone());
    }

    /** Values of a code. */
    public int dimensions() {
        return scale.length;
    }

    public Layout layout() {
        return coded.whole();
    }

    /** What codes hold of the layout. */
    public LayoutPart coded() {
        return coded;
    }

    /** A copy of the mean network's flat vector. */
    public float[] mean() {
        return mean.clone();
    }

    /** A copy of the unit direction of a dimension among the coded values. */
    public float[] component(int dimension) {
        return components[dimension].clone();
    }

    /** A copy of what one unit of each dimension is worth in weights. */
    public double[] scale() {
        return scale.clone();
    }

    /** The standardised code of a network, which loses what lies outside the basis. */
    public double[] encode(StateDict network) {
        float[] flat = coded.of(network).toArray();
        double[] code = new double[scale.length];
        for (int j = 0; j < code.length; j++) {
            double sum = 0;
            for (int d = 0; d < flat.length; d++) {
                sum += components[j][d] * ((double) flat[d] - centre[d]);
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
        double[] sum = new double[centre.length];
        for (int j = 0; j < code.length; j++) {
            double factor = code[j] * scale[j];
            for (int d = 0; d < sum.length; d++) {
                sum[d] += factor * components[j][d];
            }
        }
        float[] flat = new float[sum.length];
        for (int d = 0; d < flat.length; d++) {
            flat[d] = (float) (centre[d] + sum[d]);
            if (!Float.isFinite(flat[d])) {
                throw new ArithmeticException(placeOf(d) + " decodes to " + flat[d] + "; the code is too far out");
            }
        }
        float[] network = mean.clone();
        coded.put(flat, network);
        return StateDict.of(coded.whole(), network);
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
        float[] flat = coded.of(network).toArray();
        double all = 0;
        for (int d = 0; d < flat.length; d++) {
            all += Math.pow((double) flat[d] - centre[d], 2);
        }
        return all == 0 ? 1 : Math.min(1, inside / all);
    }

    /** The mean of the state, counters rounded to whole numbers; 0 elsewhere. */
    private static float[] meanState(List<StateDict> members) {
        Layout layout = members.get(0).layout();
        float[] mean = new float[layout.size()];
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Kind kind = layout.entry(e).kind();
            double[] sum = new double[kind.isLearnable() ? 0 : layout.entry(e).size()];
            for (StateDict member : members) {
                FloatBuffer values = member.entry(e);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values.get(i);
                }
            }
            for (int i = 0; i < sum.length; i++) {
                double value = sum[i] / members.size();
                mean[layout.offset(e) + i] = (float) (kind == Layout.Kind.COUNTER ? Math.rint(value) : value);
            }
        }
        return mean;
    }

    private String placeOf(int index) {
        Layout layout = coded.layout();
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
