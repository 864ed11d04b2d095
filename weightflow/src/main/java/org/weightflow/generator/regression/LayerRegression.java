package org.weightflow.generator.regression;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.AffineListener;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.EngineWorkers;
import org.weightflow.networks.engine.NoGradient;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

/**
 * Makes a combination of networks compute what the combination of their layers computes.
 * <p>The network with weights {@code sum_i a_i w_i}, sum a = 1, does not have the layer outputs {@code sum_i a_i y_i}: its units see
 * inputs that no member's units saw, and what it loses grows from layer to layer. So its dense layers and convolutions are fitted
 * anew, in the order of the pass. With X the inputs that reach a layer of the combination, those of its earlier layers already
 * fitted, Y_i the outputs of the same layer in member i on the same images, and B_0 the combined weights and bias,
 * <pre>B = argmin |X B^T - sum_i a_i Y_i|^2 + ridge m |B - B_0|^2</pre>
 * with m the sum over rows of the mean square of an input. It has a closed form; nothing is trained, and labels are never seen. A
 * layer that reads the images themselves is exact as it is, and stays. Pruned weights stay zero: each output is then fitted on the
 * inputs that its row keeps. Normalisation and embeddings are combined as they are; batch normalisation is by the statistics of the
 * batch, in members and combinations alike.
 * <p>Members must be aligned, or else the sums mean nothing. Least squares for merging networks are RegMean's, which solves each
 * layer once for the members' own inputs; here the inputs are those that the combination really makes.
 * <p>Cost of a network: one pass over the images, and for each layer of c inputs, o outputs and R rows a Gram matrix, R c^2, and
 * its inverse, c^3. Memory: the members' outputs, at most 1 GiB, for which fewer rows are kept if need be.
 *
 * @see <a href="https://arxiv.org/abs/2212.09849">Jin et al. (2023), dataless knowledge fusion by merging weights</a>
 */
public final class LayerRegression {
    /** Values of all members' outputs: 1 GiB of them. */
    private static final long MOST_OUTPUTS = 1L << 28;
    /** Values of the widest signal in one pass: 512 MiB of them. */
    private static final long WIDEST_PASS = 1L << 27;
    /** A layer whose relative squared error is below this is exact but for rounding. */
    private static final float EXACT = 1e-10f;

    private final Architecture architecture;
    private final RegressionConfig config;
    private final float[] features;
    private final int images;
    private final List<AffineRows> maps;
    /** For each map and member the outputs of the kept rows. */
    private final float[][][] outputs;

    private LayerRegression(
            Architecture architecture,
            RegressionConfig config,
            float[] features,
            int images,
            List<AffineRows> maps,
            float[][][] outputs) {
        this.architecture = architecture;
        this.config = config;
        this.features = features;
        this.images = images;
        this.maps = maps;
        this.outputs = outputs;
    }

    /**
     * Passes images through all members and keeps what their layers make of them.
     *
     * @param members  how many, at least one
     * @param weights  of a member; asked for once each, from several threads
     * @param training the images; never those that accuracy is measured on
     * @param seed     draws images and rows
     * @throws IllegalArgumentException if the images do not fit the architecture
     */
    public static LayerRegression of(
            Architecture architecture,
            int members,
            IntFunction<StateDict> weights,
            Examples training,
            RegressionConfig config,
            Seed seed) {
        architecture.requireFits(training.exampleShape(), training.classes());
        Check.atLeast("members", members, 1);
        Check.atLeast("training images", training.count(), 1);
        int images = (int) Math.max(
                1, Math.min(Math.min(config.images(), training.count()), WIDEST_PASS / architecture.widestSignal()));
        int width = training.featureCount();
        int[] order = Shuffle.permutation(training.count(), seed.child("images").random());
        float[] features = new float[images * width];
        for (int i = 0; i < images; i++) {
            System.arraycopy(training.features(), order[i] * width, features, i * width, width);
        }
        LayerRegression pass = new LayerRegression(architecture, config, features, images, List.of(), new float[0][][]);
        List<AffineRows> maps = pass.maps(weights.apply(0), members, seed.child("rows"));
        float[][][] outputs = new float[maps.size()][members][];
        EngineWorkers.forEach(members, member -> {
            float[][] own = pass.outputs(weights.apply(member), maps);
            for (int map = 0; map < own.length; map++) {
                outputs[map][member] = own[map];
            }
        });
        return new LayerRegression(architecture, config, features, images, maps, outputs);
    }

    /** Training images that pass through the networks. */
    public int images() {
        return images;
    }

    /** Rows that the fit of each layer takes, in the order of the pass. */
    public List<Integer> rows() {
        return maps.stream().map(AffineRows::count).toList();
    }

    private List<AffineRows> maps(StateDict network, int members, Seed seed) {
        List<AffineRows> all = new ArrayList<>();
        pass(network, new Listener() {
            @Override
            public void onOutputs(AffineListener.Map map, NDArray values) {
                all.add(AffineRows.of(map, values, config.rows(), seed));
            }
        });
        long outputs = all.stream().mapToLong(AffineRows::width).sum();
        int most = (int) Math.max(1, Math.min(config.rows(), MOST_OUTPUTS / (members * outputs)));
        return most == config.rows()
                ? all
                : all.stream().map(each -> each.atMost(most, seed)).toList();
    }

    private float[][] outputs(StateDict network, List<AffineRows> kept) {
        float[][] values = new float[kept.size()][];
        int[] next = {0};
        pass(network, new Listener() {
            @Override
            public void onOutputs(AffineListener.Map map, NDArray array) {
                values[next[0]] = kept.get(next[0]).outputs(array);
                next[0]++;
            }
        });
        return values;
    }

    /** Hears inputs or outputs, whichever it cares for. */
    private abstract static class Listener implements AffineListener {
        @Override
        public void onInputs(AffineListener.Map map, NDArray inputs) {}

        @Override
        public void onOutputs(AffineListener.Map map, NDArray values) {}
    }

    private void pass(StateDict network, Listener listener) {
        try (TensorStore store = new TensorStore(architecture.layout(), 1)) {
            store.put(0, network);
            pass(store, listener);
        }
    }

    /** Members and combinations alike pass with the statistics of the batch, so that a member has its own outputs for targets. */
    private void pass(TensorStore store, AffineListener listener) {
        try (NoGradient off = new NoGradient();
                NDManager run = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            ForwardPass pass =
                    architecture.layout().hasState() ? ForwardPass.estimation(store, 1) : ForwardPass.evaluation(store);
            NDArray inputs = SharedMemory.copyOf(run, features, new Shape(images, features.length / images));
            architecture.forward(pass.heardBy(listener), inputs);
        }
    }

    /**
     * The combinations with their layers fitted, in their order.
     *
     * @param combined {@code sum_i a_i w_i} of each, pruned where it has a mask
     * @param weights  a of each, one for every member
     * @param masks    of each; null for a dense one
     * @param plain    whether they are nothing but these sums, so that the layer that reads the images need not be looked at: it is
     *                 exact. False if noise was added
     */
    public List<StateDict> fit(List<StateDict> combined, List<double[]> weights, List<Mask> masks, boolean plain) {
        StateDict[] fitted = new StateDict[combined.size()];
        EngineWorkers.forEach(fitted.length, which -> {
            try (TensorStore store = new TensorStore(architecture.layout(), 1)) {
                store.put(0, combined.get(which));
                pass(store, new Fit(store, weights.get(which), masks.get(which), plain));
                fitted[which] = store.get(0);
            }
        });
        return Arrays.asList(fitted);
    }

    /** Fits each layer when its inputs have come. */
    private final class Fit extends Listener {
        private final TensorStore store;
        private final double[] weights;
        private final Mask mask;
        private final boolean imagesAreExact;
        private int next;

        Fit(TensorStore store, double[] weights, Mask mask, boolean imagesAreExact) {
            if (weights.length != (outputs.length == 0 ? 0 : outputs[0].length)) {
                throw new IllegalArgumentException(
                        weights.length + " weights do not fit the members of the regression");
            }
            this.store = store;
            this.weights = weights;
            this.mask = mask;
            this.imagesAreExact = imagesAreExact;
        }

        @Override
        public void onInputs(AffineListener.Map map, NDArray inputs) {
            if (next == 0 && imagesAreExact) {
                next++;
                return;
            }
            AffineRows rows = maps.get(next);
            AffineParameters parameters = new AffineParameters(store, map.name());
            NDManager manager = inputs.getManager();
            NDArray x = array(manager, rows.inputs(inputs, parameters.kernel()), rows.count());
            NDArray targets = array(manager, targets(next), rows.count());
            next++;
            NDArray errors = targets.sub(parameters.apply(x));
            if (sumOfSquares(errors) > EXACT * sumOfSquares(targets)) {
                parameters.add(RidgeSolution.of(x, errors, parameters.hasBias(), config.ridge()), mask);
            }
        }

        /** sum_i a_i Y_i of a map. */
        private float[] targets(int map) {
            float[] sum = new float[outputs[map][0].length];
            for (int i = 0; i < weights.length; i++) {
                float[] own = outputs[map][i];
                float a = (float) weights[i];
                for (int v = 0; a != 0 && v < sum.length; v++) {
                    sum[v] += a * own[v];
                }
            }
            return sum;
        }
    }

    private static NDArray array(NDManager manager, float[] values, int rows) {
        return SharedMemory.copyOf(manager, values, new Shape(rows, values.length / rows));
    }

    private static float sumOfSquares(NDArray array) {
        return array.square().sum().getFloat();
    }
}
