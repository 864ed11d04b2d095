package org.weightflow.networks.prediction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.function.IntFunction;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.SideBySide;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.EngineWorkers;
import org.weightflow.networks.engine.NoGradient;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

/**
 * Computes the logits of any number of networks of one architecture on one set of examples, a group of networks and a block of
 * examples at a time on each thread, so that memory stays bounded.
 */
public final class PopulationPredictor {
    private final Architecture architecture;

    public PopulationPredictor(Architecture architecture) {
        this.architecture = architecture;
    }

    /** Receives the logits of one network, {@code [examples, classes]} row-major; the array is the receiver's. */
    @FunctionalInterface
    public interface LogitsReceiver {
        void accept(int network, float[] logits);
    }

    /**
     * Groups are computed on several threads, but networks are asked for and logits handed over by one thread at a time, in order.
     *
     * @param count    number of networks
     * @param networks the network of each index, asked once each, in order
     */
    public void predict(int count, IntFunction<StateDict> networks, Examples data, LogitsReceiver receiver) {
        architecture.requireFits(data.exampleShape(), data.classes());
        int[] starts = SideBySide.starts(architecture, count, EngineRuntime.threads());
        Turns fetching = new Turns();
        Turns delivering = new Turns();
        EngineWorkers.forEach(starts.length - 1, g -> {
            int first = starts[g];
            int members = starts[g + 1] - first;
            try (TensorStore group = new TensorStore(architecture.layout(), members)) {
                fetching.take(g, () -> {
                    for (int p = 0; p < members; p++) {
                        group.put(p, networks.apply(first + p));
                    }
                });
                float[][] logits = logits(group, data);
                delivering.take(g, () -> {
                    for (int p = 0; p < members; p++) {
                        receiver.accept(first + p, logits[p]);
                    }
                });
            } catch (RuntimeException | Error failure) {
                fetching.breakFrom(g);
                delivering.breakFrom(g);
                throw failure;
            }
        });
    }

    /** Logits of each member of a population on the same examples: {@code [P][examples * classes]}. */
    public float[][] logits(TensorStore members, Examples data) {
        Check.atLeast("examples", data.count(), 1);
        int classes = architecture.classes();
        int width = data.featureCount();
        float[][] logits = new float[members.members()][data.count() * classes];
        int block = Math.min(data.count(), Blocks.size(architecture, members.members()));
        try (NoGradient off = new NoGradient();
                NDManager run = EngineRuntime.newManager()) {
            NDArray inputs = run.zeros(new Shape(block, width), DataType.FLOAT32);
            FloatBuffer memory = SharedMemory.floats(inputs);
            for (int from = 0; from < data.count(); from += block) {
                int rows = Math.min(block, data.count() - from);
                memory.put(0, data.features(), from * width, rows * width);
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    NDArray output = architecture.forward(ForwardPass.evaluation(members), inputs);
                    FloatBuffer values = SharedMemory.floats(output);
                    for (int p = 0; p < logits.length; p++) {
                        values.get(p * block * classes, logits[p], from * classes, rows * classes);
                    }
                }
            }
        }
        return logits;
    }
}
