package org.weightflow.pruning.concrete;

import java.util.BitSet;
import java.util.List;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.TrainingRule;

/** Steps on the logits of gates instead of the weights, which are the members' own again after the last step. */
final class GateSearch implements TrainingRule {
    private final Architecture architecture;
    private final ConcreteConfig config;
    private final BitSet gated;
    private final int kept;
    private final List<StateDict> references;
    private final List<Seed> seeds;
    private final Observer observer;
    private final double[][] logits;

    /** Told of each step of each member, on the thread that makes it. */
    @FunctionalInterface
    interface Observer {
        void onStep(int member, long step, Gates gates, Gates.Descent descent);
    }

    /**
     * @param references the dense network of each member
     * @param seeds      one a member, for the noise
     */
    GateSearch(
            Architecture architecture,
            ConcreteConfig config,
            BitSet gated,
            int kept,
            List<StateDict> references,
            List<Seed> seeds,
            Observer observer) {
        this.architecture = architecture;
        this.config = config;
        this.gated = gated;
        this.kept = kept;
        this.references = references;
        this.seeds = seeds;
        this.observer = observer;
        this.logits = new double[seeds.size()][];
    }

    /** Of each member over the flat vector, 0 where there is no gate; once the search is over. */
    List<double[]> logits() {
        return List.of(logits);
    }

    @Override
    public Group begin(TensorStore members, int first) {
        Gates[] gates = new Gates[members.members()];
        for (int p = 0; p < gates.length; p++) {
            Seed noise = seeds.get(first + p).child("noise");
            gates[p] = new Gates(config, config.training().optimizer(), gated, kept, noise);
        }
        List<StateDict> own = references.subList(first, first + gates.length);
        GateGroup.Outcome outcome = new GateGroup.Outcome() {
            @Override
            public void onStep(int member, long step, Gates gates, Gates.Descent descent) {
                observer.onStep(first + member, step, gates, descent);
            }

            @Override
            public void onEnd(int member, double[] flat) {
                logits[first + member] = flat;
            }
        };
        return new GateGroup(architecture, config.objective(), gated, members, own, gates, outcome);
    }
}
