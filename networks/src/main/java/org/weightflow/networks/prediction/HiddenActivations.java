package org.weightflow.networks.prediction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.HiddenSignals;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.NoGradient;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

/**
 * The values of the {@link HiddenSignals} of networks on one set of examples, one network at a time: one entry a signal,
 * {@code [units, rows]}, where a row is one position of one example, and the same rows serve every network.
 * <p>Of a signal of more rows than are asked for, some are drawn uniformly without replacement, by the child of the seed of the
 * signal's name. Normalisation is by the stored statistics.
 * <p>Cost of a network: one pass over the examples, and a copy of each signal. Memory: the values that are kept, and the signals of
 * a block of examples. Several threads may ask; they are served one after the other, as the engine has threads of its own.
 */
public final class HiddenActivations {
    private final Architecture architecture;
    private final HiddenSignals signals;
    private final Layout layout;
    private final Examples data;
    /** For each signal the rows that are kept, ascending; row {@code example * positions + position}. */
    private final int[][] kept;

    /**
     * @param data     at least one example
     * @param mostRows of each signal
     * @throws IllegalArgumentException if the data do not fit the architecture, or there are too many rows to count
     */
    public HiddenActivations(Architecture architecture, Examples data, int mostRows, Seed seed) {
        architecture.requireFits(data.exampleShape(), data.classes());
        Check.atLeast("examples", data.count(), 1);
        Check.atLeast("mostRows", mostRows, 1);
        this.architecture = architecture;
        this.signals = architecture.hiddenSignals();
        this.data = data;
        int count = signals.layout().entries().size();
        this.kept = new int[count][];
        List<Layout.Entry> entries = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            Layout.Entry signal = signals.layout().entry(s);
            kept[s] = rows(signal, mostRows, seed.child(signal.name()));
            List<Integer> shape = List.of(signal.shape().get(0), kept[s].length);
            entries.add(new Layout.Entry(signal.name(), shape, signal.kind(), false));
        }
        this.layout = Layout.of(entries);
    }

    private int[] rows(Layout.Entry signal, int mostRows, Seed seed) {
        long all = (long) data.count() * signal.shape().get(1);
        if (all > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(signal.name() + ": " + data.count() + " examples of "
                    + signal.shape().get(1) + " positions are more than " + Integer.MAX_VALUE + " rows");
        }
        int[] order = Shuffle.permutation((int) all, seed.random());
        int[] rows = Arrays.copyOf(order, (int) Math.min(all, mostRows));
        Arrays.sort(rows);
        return rows;
    }

    /** Entries {@code [units, rows]}, one a signal. */
    public Layout layout() {
        return layout;
    }

    /** The groups of the architecture's symmetry, at their units on axis 0 of the entries. */
    public Symmetry symmetry() {
        return signals.symmetry();
    }

    /** The values of a network, as the layers made them. */
    public synchronized StateDict of(StateDict network) {
        Kept values = new Kept();
        int width = data.featureCount();
        int block = Blocks.size(architecture, 1);
        try (NoGradient off = new NoGradient();
                TensorStore store = new TensorStore(architecture.layout(), 1);
                NDManager run = EngineRuntime.newManager()) {
            store.put(0, network);
            for (int from = 0; from < data.count(); from += block) {
                int rows = Math.min(block, data.count() - from);
                float[] features = Arrays.copyOfRange(data.features(), from * width, (from + rows) * width);
                values.firstExample = from;
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    NDArray inputs = SharedMemory.copyOf(run, features, new Shape(rows, width));
                    architecture.observe(ForwardPass.evaluation(store), inputs, values);
                }
            }
        }
        return StateDict.of(layout, values.flat);
    }

    /** Keeps the rows of a block of examples that are wanted. */
    private final class Kept implements HiddenSignals.Listener {
        private final float[] flat = new float[layout.size()];
        /** For each signal how many of its rows are there. */
        private final int[] filled = new int[kept.length];

        private int firstExample;

        @Override
        public void onSignal(int signal, NDArray values) {
            int[] rows = kept[signal];
            int units = layout.entry(signal).shape().get(0);
            int first = firstExample * signals.layout().entry(signal).shape().get(1);
            int end = first + (int) values.getShape().get(0);
            float[] block = values.toFloatArray();
            int column = filled[signal];
            for (; column < rows.length && rows[column] < end; column++) {
                int at = (rows[column] - first) * units;
                for (int u = 0; u < units; u++) {
                    flat[layout.offset(signal) + u * rows.length + column] = block[at + u];
                }
            }
            filled[signal] = column;
        }
    }
}
