package org.weightflow.generator.evaluation.baseline;

import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.prediction.BatchNormEstimation;

/**
 * The networks of a baseline as a source. They are drawn some at a time on all cores, always in the same groups, get statistics of
 * batch normalisation that fit them, and are let go as they are handed out.
 */
public final class DrawnNetworks implements NetworkSource {
    private static final int AHEAD = 25;

    private final Baseline baseline;
    private final LoadedZoo zoo;
    private final int count;
    private final Seed seed;
    private final BatchNormEstimation statistics;
    private final Network[] drawn = new Network[AHEAD];
    private int first;

    /**
     * @param statistics estimates them for what is drawn; null for an architecture without any
     * @throws IllegalArgumentException if the zoo has fewer members than the baseline needs
     */
    public DrawnNetworks(Baseline baseline, LoadedZoo zoo, int count, Seed seed, BatchNormEstimation statistics) {
        this.baseline = baseline;
        this.zoo = zoo;
        this.count = Check.atLeast("count", count, 0);
        this.seed = seed;
        this.statistics = statistics;
        Check.atLeast("zoo members for " + baseline.name(), zoo.count(), baseline.fewestMembers());
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public Network network(int index) {
        int place = index % AHEAD;
        if (first != index - place || drawn[place] == null) {
            draw(index - place);
        }
        Network network = drawn[place];
        drawn[place] = null;
        return network;
    }

    private void draw(int from) {
        first = from;
        List<Network> networks = IntStream.range(from, Math.min(from + AHEAD, count))
                .parallel()
                .mapToObj(i -> baseline.draw(zoo, i, seed))
                .toList();
        List<StateDict> weights = networks.stream().map(Network::weights).toList();
        List<StateDict> complete = statistics == null ? weights : statistics.estimate(weights);
        for (int i = 0; i < networks.size(); i++) {
            drawn[i] = new Network(complete.get(i), networks.get(i).mask());
        }
    }
}
