package org.weightflow.generator.evaluation.baseline;

import java.util.stream.IntStream;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * The networks of a baseline as a source. They are drawn some at a time on all cores, and let go as they are handed out.
 */
public final class DrawnNetworks implements NetworkSource {
    private static final int AHEAD = 25;

    private final Baseline baseline;
    private final LoadedZoo zoo;
    private final int count;
    private final Seed seed;
    private final Network[] drawn = new Network[AHEAD];
    private int first;

    /** @throws IllegalArgumentException if the zoo has fewer members than the baseline needs */
    public DrawnNetworks(Baseline baseline, LoadedZoo zoo, int count, Seed seed) {
        this.baseline = baseline;
        this.zoo = zoo;
        this.count = Check.atLeast("count", count, 0);
        this.seed = seed;
        Check.atLeast("zoo members for " + baseline.name(), zoo.count(), baseline.fewestMembers());
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public Network network(int index) {
        int place = index - first;
        if (place < 0 || place >= AHEAD || drawn[place] == null) {
            first = index;
            place = 0;
            IntStream.range(0, Math.min(AHEAD, count - index))
                    .parallel()
                    .forEach(i -> drawn[i] = baseline.draw(zoo, index + i, seed));
        }
        Network network = drawn[place];
        drawn[place] = null;
        return network;
    }
}
