package org.weightflow.generator.codes;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.canon.linear.EntryOrder;
import org.weightflow.canon.linear.RowCombinations;
import org.weightflow.canon.linear.Rows;
import org.weightflow.canon.pca.GroupedComponents;
import org.weightflow.canon.pca.Retain;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.safetensors.SafetensorsWriter;

/**
 * The affine map between networks and standardised codes: {@code z_j = <c_j, w - mean> / s_j} and
 * {@code w = mean + sum_j z_j s_j c_j}.
 * <p>mean and the unit rows c_j are those of a principal component analysis of the training members alone, of whole networks or of
 * each layer; s_j is the standard deviation of their raw codes, with divisor N - 1. Directions in which they have no spread beyond
 * rounding are no components.
 * <p>w are the coded values of a network. The others, which are state, have no part in any of this; a decoded network has the
 * training members' mean there.
 * <p>The basis is held in float32, or read from a file as it is needed, or {@linkplain BasisConfig.Kind#IMPLIED implied} by the
 * members: then c_j is a combination of them, and so is each decoded network. Sums are float64. Whatever is decoded is made a
 * stretch of values at a time, in one pass over the basis or the members for any number of networks, and does not depend on which
 * are decoded together.
 */
public final class CodeSpace {
    /** Values of a basis that is held or, if the zoo is on disk, stored without being asked for: 1 GiB of them. */
    public static final long MOST_HELD = 1L << 28;

    private static final int DEVIATIONS_AT_ONCE = 32;

    private final LayoutPart coded;
    /** The coded entries in the order of files, which is the order of the columns of all rows. */
    private final EntryOrder order;
    /** What is not coded. */
    private final StateDict state;

    private final List<Part> parts;
    private final double[] scale;
    private final boolean held;

    /** Columns that have a basis of their own, and its place in codes. */
    private record Part(int column, int width, int first, RowBasis basis) {
        int count() {
            return basis.count();
        }
    }

    private CodeSpace(LayoutPart coded, StateDict state, List<Part> parts, double[] scale, boolean held) {
        this.coded = coded;
        this.order = order(coded);
        this.state = state;
        this.parts = List.copyOf(parts);
        this.scale = scale;
        this.held = held;
    }

    /** What codes hold of a layout: all that optimisers change, and running statistics if they are learnt; never counters. */
    public static LayoutPart coded(Layout layout, boolean learnStatistics) {
        return LayoutPart.of(
                layout, entry -> entry.kind().isLearnable() || (learnStatistics && entry.kind() == Layout.Kind.BUFFER));
    }

    /** The coded entries in the order in which files have them. */
    public static EntryOrder order(LayoutPart coded) {
        return new EntryOrder(coded.layout(), SafetensorsWriter.order(coded.layout()));
    }

    /** The bounds of what has components of its own, in columns of that order. */
    private static int[] bounds(EntryOrder order, BasisConfig.Scope scope) {
        return scope == BasisConfig.Scope.GLOBAL
                ? GroupedComponents.whole(order.ordered())
                : GroupedComponents.layers(order.ordered());
    }

    /**
     * What a code space is fitted to.
     *
     * @param coded    the values that codes hold
     * @param training rows of them in the order of {@link #order}, at least two that differ
     * @param heldOut  likewise, of networks that are only to be placed; may be none
     * @param state    the training members' mean of what is not coded
     */
    public record Material(LayoutPart coded, Rows training, Rows heldOut, StateDict state) {}

    /** A code space, the members' place in it, and the spectrum that it was cut from. */
    public static final class Fit {
        private final CodeSpace space;
        private final double[][] codes;
        private final double[][] heldOutCodes;
        private final double[] heldOutShares;
        private final double[] eigenvalues;
        private final double totalVariance;

        private Fit(CodeSpace space, double[][] codes, GroupedComponents pca) {
            this.space = space;
            this.codes = codes;
            this.heldOutCodes = pca.otherCodes();
            this.eigenvalues = pca.variances();
            this.totalVariance = pca.totalVariance();
            this.heldOutShares = new double[heldOutCodes.length];
            double[] squares = pca.otherSquares();
            for (int h = 0; h < squares.length; h++) {
                heldOutShares[h] = share(heldOutCodes[h], squares[h]);
            }
            standardise(heldOutCodes, space.scale);
        }

        public CodeSpace space() {
            return space;
        }

        /** Copies of the standardised codes of the training members, {@code [N][dimensions]}. */
        public double[][] codes() {
            return copy(codes);
        }

        /** Copies of the standardised codes of the held-out members, {@code [H][dimensions]}. */
        public double[][] heldOutCodes() {
            return copy(heldOutCodes);
        }

        /** As {@link CodeSpace#reconstructedShare}, of each held-out member. */
        public double[] heldOutShares() {
            return heldOutShares.clone();
        }

        /** A copy of the variance along each dimension, largest first, or largest first within each layer. */
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
     * As {@link #fit(Material, Retain, BasisConfig, Seed)}, held in memory and exact.
     *
     * @param training members of one layout, at least two that differ in what is coded
     * @param coded    the values that codes hold
     * @throws IllegalArgumentException if they are fewer, all equal or not finite, or their layouts differ
     */
    public static Fit fit(List<StateDict> training, Retain retain, LayoutPart coded) {
        Check.atLeast("training members", training.size(), 2);
        Rows rows = order(coded)
                .of(Rows.ofStateDicts(training.stream().map(coded::of).toList()));
        Material material = new Material(coded, rows, Rows.of(List.of()), meanState(training, coded));
        return fit(material, retain, BasisConfig.defaults().withKind(BasisConfig.Kind.STORED), new Seed(0));
    }

    /**
     * Fits a basis to members and places others in it. One pass over the members, and another if the basis is to be held, unless
     * the solver takes more.
     * <p>A basis that is to be stored but is too large to be held is implied here; {@link #directions} gives it for storing.
     *
     * @param seed of a randomised solver
     * @throws IllegalArgumentException if the training members are fewer than two, all equal or not finite
     */
    public static Fit fit(Material material, Retain retain, BasisConfig config, Seed seed) {
        EntryOrder order = order(material.coded());
        GroupedComponents pca = GroupedComponents.fit(
                material.training(), material.heldOut(), bounds(order, config.scope()), retain, config.solver(), seed);
        double[] scale = Arrays.stream(pca.variances()).map(Math::sqrt).toArray();
        double[][] codes = pca.codes();
        standardise(codes, scale);
        CodeSpace implied = implied(material, config.scope(), dimensions(pca), codes, scale);
        boolean hold = config.kind() != BasisConfig.Kind.IMPLIED && implied.size() <= MOST_HELD;
        return new Fit(hold ? implied.held() : implied, codes, pca);
    }

    /**
     * The code space that members imply, of what {@link #fit(Material, Retain, BasisConfig, Seed)} found in them.
     *
     * @param dimensions of each part of the scope
     * @param codes      standardised codes of the training members
     * @param scale      deviation of each dimension
     */
    public static CodeSpace implied(
            Material material, BasisConfig.Scope scope, List<Integer> dimensions, double[][] codes, double[] scale) {
        List<Part> parts = new ArrayList<>();
        forEachPart(material.coded(), scope, dimensions, (column, width, first, count) -> {
            double[][] own = Arrays.stream(codes)
                    .map(code -> Arrays.copyOfRange(code, first, first + count))
                    .toArray(double[][]::new);
            parts.add(new Part(
                    column,
                    width,
                    first,
                    RowBasis.implied(
                            Rows.columns(material.training(), column, width),
                            own,
                            Arrays.copyOfRange(scale, first, first + count))));
        });
        return new CodeSpace(material.coded(), material.state(), parts, scale.clone(), false);
    }

    /** Gives the rows of a stored basis. */
    @FunctionalInterface
    public interface StoredRows<E extends Exception> {
        /**
         * The mean and the directions of a part, in the order of {@link #order}.
         *
         * @param column first column of the part
         * @param width  columns of it
         * @param first  its first dimension
         * @param count  of its dimensions
         */
        Rows of(int column, int width, int first, int count) throws E;
    }

    /**
     * The code space of a basis that was stored.
     *
     * @param state what is not coded
     * @param held  whether the rows are in memory
     * @throws IllegalArgumentException if dimensions, rows and scales do not fit each other
     */
    public static <E extends Exception> CodeSpace stored(
            LayoutPart coded,
            StateDict state,
            BasisConfig.Scope scope,
            List<Integer> dimensions,
            double[] scale,
            boolean held,
            StoredRows<E> rows)
            throws E {
        for (int j = 0; j < scale.length; j++) {
            Check.positive("scale " + j, scale[j]);
        }
        List<Part> parts = new ArrayList<>();
        forEachPart(
                coded,
                scope,
                dimensions,
                (column, width, first, count) -> parts.add(
                        new Part(column, width, first, RowBasis.stored(rows.of(column, width, first, count)))));
        if (parts.stream().mapToInt(Part::count).sum() != scale.length || scale.length == 0) {
            throw new IllegalArgumentException(
                    scale.length + " scales do not fit parts of " + dimensions + " dimensions");
        }
        return new CodeSpace(coded, state, parts, scale.clone(), held);
    }

    /**
     * The code space of a basis of whole networks that {@link #mean}, {@link #component} and {@link #scale} gave.
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
        List<float[]> rows = new ArrayList<>(List.of(coded.of(mean)));
        for (int j = 0; j < scale.length; j++) {
            if (components[j].length != coded.layout().size()) {
                throw new IllegalArgumentException("component " + j + " has " + components[j].length + " values, but "
                        + coded.layout().size() + " are coded");
            }
            rows.add(components[j]);
        }
        LayoutPart rest = coded.rest();
        return stored(
                coded,
                rest.of(StateDict.of(coded.whole(), mean)),
                BasisConfig.Scope.GLOBAL,
                List.of(scale.length),
                scale,
                true,
                (column, width, first, count) -> order(coded).of(Rows.of(rows)));
    }

    @FunctionalInterface
    private interface PartAction<E extends Exception> {
        void accept(int column, int width, int first, int count) throws E;
    }

    private static <E extends Exception> void forEachPart(
            LayoutPart coded, BasisConfig.Scope scope, List<Integer> dimensions, PartAction<E> action) throws E {
        int[] bounds = bounds(order(coded), scope);
        if (bounds.length != dimensions.size() + 1) {
            throw new IllegalArgumentException(
                    dimensions.size() + " parts have dimensions, but the networks have " + (bounds.length - 1));
        }
        int first = 0;
        for (int p = 0; p < dimensions.size(); p++) {
            action.accept(bounds[p], bounds[p + 1] - bounds[p], first, dimensions.get(p));
            first += dimensions.get(p);
        }
    }

    private static List<Integer> dimensions(GroupedComponents pca) {
        return IntStream.range(0, pca.groups())
                .mapToObj(g -> pca.group(g).count())
                .toList();
    }

    /** This space with its basis in memory; one pass. */
    private CodeSpace held() {
        List<Part> copies = new ArrayList<>();
        for (Part part : parts) {
            List<float[]> rows = new ArrayList<>();
            for (int row = 0; row <= part.count(); row++) {
                rows.add(new float[part.width()]);
            }
            RowCombinations.stream(
                    part.basis().rows(),
                    part.basis().combinations(),
                    (row, from, values, count) -> round(values, rows.get(row), from, count));
            copies.add(new Part(part.column(), part.width(), part.first(), RowBasis.stored(Rows.of(rows))));
        }
        return new CodeSpace(coded, state, copies, scale, true);
    }

    /** Values of a code. */
    public int dimensions() {
        return scale.length;
    }

    /** The dimensions of each part that has components of its own, in the order of codes. */
    public List<Integer> partDimensions() {
        return parts.stream().map(Part::count).toList();
    }

    /** Values of a stored basis but for the mean: for each dimension as many as its part has. */
    public long size() {
        return parts.stream()
                .mapToLong(part -> (long) part.count() * part.width())
                .sum();
    }

    /** Whether the basis is in memory, so that decoding reads no files. */
    public boolean isHeld() {
        return held;
    }

    public Layout layout() {
        return coded.whole();
    }

    /** What codes hold of the layout. */
    public LayoutPart coded() {
        return coded;
    }

    /** What decoded networks have where nothing is coded. */
    public StateDict state() {
        return state;
    }

    /** A copy of the mean network's flat vector. */
    public float[] mean() {
        return decode(new double[scale.length]).toArray();
    }

    /** A copy of the unit direction of a dimension among the coded values; zero outside its part. */
    public float[] component(int dimension) {
        float[] flat = new float[coded.layout().size()];
        for (Part part : parts) {
            if (dimension >= part.first() && dimension < part.first() + part.count()) {
                float[] piece = new float[part.width()];
                double[][] weights = {part.basis().combinations()[1 + dimension - part.first()]};
                RowCombinations.stream(
                        part.basis().rows(), weights, (one, from, values, count) -> round(values, piece, from, count));
                order.put(piece, part.column(), part.width(), flat);
            }
        }
        return flat;
    }

    /**
     * The standard deviation of every value over the training members (divisor N - 1), as far as the components hold it:
     * {@code sqrt(sum_j (s_j c_j)^2)}; 0 where nothing is coded. One pass over the basis for every 32 dimensions.
     */
    public float[] deviations() {
        float[] mean = mean();
        double[] squares = new double[layout().size()];
        for (int from = 0; from < scale.length; from += DEVIATIONS_AT_ONCE) {
            List<double[]> units = new ArrayList<>();
            for (int j = from; j < Math.min(scale.length, from + DEVIATIONS_AT_ONCE); j++) {
                double[] unit = new double[scale.length];
                unit[j] = 1;
                units.add(unit);
            }
            decode(units, (which, entry, first, values, count) -> {
                for (int i = 0, at = layout().offset(entry) + first; i < count; i++, at++) {
                    double difference = values[i] - mean[at];
                    squares[at] += difference * difference;
                }
            });
        }
        float[] deviations = new float[squares.length];
        for (int d = 0; d < deviations.length; d++) {
            deviations[d] = (float) Math.sqrt(squares[d]);
        }
        return deviations;
    }

    /** A copy of what one unit of each dimension is worth in weights. */
    public double[] scale() {
        return scale.clone();
    }

    /** The standardised code of a network, which loses what lies outside the basis. */
    public double[] encode(StateDict network) {
        double[] code = project(network);
        double[] standardised = new double[scale.length];
        for (int j = 0; j < scale.length; j++) {
            standardised[j] = code[j] / scale[j];
        }
        return standardised;
    }

    /**
     * The share of a network's squared distance to the mean that the basis holds, |C (w - mean)|^2 / |w - mean|^2: 1 for a training
     * member if no component was left out, less for one that was held out.
     */
    public double reconstructedShare(StateDict network) {
        double[] code = project(network);
        return share(Arrays.copyOf(code, scale.length), code[scale.length]);
    }

    /** The raw code and, behind it, the squared distance to the mean. */
    private double[] project(StateDict network) {
        Rows row = order.of(Rows.ofStateDicts(List.of(coded.of(network))));
        double[] code = new double[scale.length + 1];
        for (Part part : parts) {
            float[] own = new float[part.width()];
            row.read(0, part.column(), part.width(), own, 0);
            double[] projected = part.basis().project(own);
            System.arraycopy(projected, 0, code, part.first(), part.count());
            code[scale.length] += projected[part.count()];
        }
        return code;
    }

    private static double share(double[] raw, double square) {
        double inside = 0;
        for (double value : raw) {
            inside += value * value;
        }
        return square == 0 ? 1 : Math.min(1, inside / square);
    }

    /**
     * @throws ArithmeticException if a decoded value is not finite, naming its entry
     */
    public StateDict decode(double[] code) {
        return decode(List.of(code)).get(0);
    }

    /**
     * The networks of some codes, in one pass over the basis or the members.
     *
     * @throws ArithmeticException if a decoded value is not finite, naming its entry
     */
    public List<StateDict> decode(List<double[]> codes) {
        List<float[]> networks = new ArrayList<>();
        for (int i = 0; i < codes.size(); i++) {
            float[] network = new float[layout().size()];
            coded.rest().put(state.toArray(), network);
            networks.add(network);
        }
        decode(
                codes,
                (which, entry, first, values, count) ->
                        System.arraycopy(values, 0, networks.get(which), layout().offset(entry) + first, count));
        return networks.stream().map(flat -> StateDict.of(layout(), flat)).toList();
    }

    /** Takes values of networks. */
    @FunctionalInterface
    public interface ValuesAction {
        /**
         * @param which  index of the network
         * @param entry  of the layout, one that is coded
         * @param first  first value in the entry
         * @param values from index 0 on; used again
         * @param count  how many
         */
        void accept(int which, int entry, int first, float[] values, int count);
    }

    /**
     * The coded values of the networks of some codes, a stretch at a time: of each network every entry whole, in the order of files.
     *
     * @throws ArithmeticException if a decoded value is not finite, naming its entry
     */
    public void decode(List<double[]> codes, ValuesAction action) {
        for (double[] code : codes) {
            if (code.length != scale.length) {
                throw new IllegalArgumentException(
                        "a code of " + code.length + " values does not fit a space of " + scale.length + " dimensions");
            }
        }
        for (Part part : parts) {
            double[][] weights = new double[codes.size()][];
            for (int i = 0; i < weights.length; i++) {
                double[] raw = new double[part.count()];
                for (int j = 0; j < raw.length; j++) {
                    raw[j] = codes.get(i)[part.first() + j] * scale[part.first() + j];
                }
                weights[i] = part.basis().weights(raw);
            }
            stream(part, weights, action);
        }
    }

    /**
     * The basis as a file is to have it: network 0 is the mean, network 1 + j the unit direction of dimension j in the
     * {@linkplain #entries entries} of its part. One pass over the members.
     */
    public void directions(ValuesAction action) {
        for (Part part : parts) {
            stream(
                    part,
                    part.basis().combinations(),
                    (which, entry, first, values, count) ->
                            action.accept(which == 0 ? 0 : part.first() + which, entry, first, values, count));
        }
    }

    private void stream(Part part, double[][] weights, ValuesAction action) {
        float[][] values = new float[1][0];
        RowCombinations.stream(part.basis().rows(), weights, (which, from, sums, count) -> order.ordered()
                .forEachPart(part.column() + from, count, (entry, first, size, done) -> {
                    if (values[0].length < size) {
                        values[0] = new float[size];
                    }
                    for (int d = 0; d < size; d++) {
                        values[0][d] = (float) sums[done + d];
                        if (!Float.isFinite(values[0][d])) {
                            throw new ArithmeticException(
                                    order.ordered().entry(entry).name() + ": value " + (first + d) + " decodes to "
                                            + values[0][d] + "; the code is too far out");
                        }
                    }
                    action.accept(which, coded.place(order.place(entry)), first, values[0], size);
                }));
    }

    /** The entries of the layout that have components of their own together with a dimension. */
    public LayoutPart entries(int dimension) {
        for (Part part : parts) {
            if (dimension >= part.first() && dimension < part.first() + part.count()) {
                return entries(coded, part.column(), part.width());
            }
        }
        throw new IllegalArgumentException("dimension " + dimension + " is not one of " + scale.length);
    }

    /** The entries of the layout whose values are so many columns from the given one on, in the order of {@link #order}. */
    public static LayoutPart entries(LayoutPart coded, int column, int width) {
        Layout ordered = order(coded).ordered();
        return LayoutPart.of(coded.whole(), entry -> {
            int start = ordered.has(entry.name()) ? ordered.offset(ordered.indexOf(entry.name())) : -1;
            return start >= column && start < column + width;
        });
    }

    private static void round(double[] values, float[] target, int from, int count) {
        for (int d = 0; d < count; d++) {
            target[from + d] = (float) values[d];
        }
    }

    private static void standardise(double[][] codes, double[] scale) {
        for (double[] code : codes) {
            for (int j = 0; j < scale.length; j++) {
                code[j] /= scale[j];
            }
        }
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    /** The members' mean of what is not coded, counters rounded to whole numbers. */
    public static StateDict meanState(List<StateDict> members, LayoutPart coded) {
        LayoutPart rest = coded.rest();
        float[] mean = new float[rest.layout().size()];
        for (int e = 0; e < rest.layout().entries().size(); e++) {
            double[] sum = new double[rest.layout().entry(e).size()];
            for (StateDict member : members) {
                FloatBuffer values = member.entry(rest.place(e));
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values.get(i);
                }
            }
            boolean counter = rest.layout().entry(e).kind() == Layout.Kind.COUNTER;
            for (int i = 0; i < sum.length; i++) {
                double value = sum[i] / members.size();
                mean[rest.layout().offset(e) + i] = (float) (counter ? Math.rint(value) : value);
            }
        }
        return StateDict.of(rest.layout(), mean);
    }
}
