package org.weightflow.tools.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.weightflow.canon.matching.MatchingConfig;
import org.weightflow.canon.matching.PairMatching;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.canon.published.PublishedMatchings;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/**
 * Permutes fresh networks at random, adds noise, and counts the units that matching brings back to their places. Noise is normal, of
 * a given multiple of the standard deviation of each entry, so entries that are constant get none.
 */
public final class RecoveryBench {
    private final Progress progress;
    private final int networks;
    private final Seed seed;

    /** Units and whole networks that a method brought back. */
    private static final class Tally {
        private double units;
        private int whole;

        void add(double share) {
            units += share;
            whole += share == 1 ? 1 : 0;
        }
    }

    /** @param networks tries for each architecture and noise */
    public RecoveryBench(Progress progress, int networks, Seed seed) {
        this.progress = progress;
        this.networks = networks;
        this.seed = seed;
    }

    /** A row for each noise and method. */
    public Table run(Architecture architecture, List<Double> noises) {
        Symmetry symmetry = architecture.symmetry();
        Map<String, PairMatching> methods = new LinkedHashMap<>();
        methods.put("ours", new WeightMatching(symmetry, MatchingConfig.defaults()));
        methods.putAll(PublishedMatchings.of(architecture.layout(), symmetry));
        Table table = new Table(
                Column.text(architecture.id()),
                Column.number("noise / std"),
                Column.number("units in place %"),
                Column.number("networks in place %"));
        try (Progress.Task task = progress.start("recover", (long) noises.size() * networks)) {
            for (double noise : noises) {
                Map<String, Tally> tallies = new LinkedHashMap<>();
                methods.keySet().forEach(name -> tallies.put(name, new Tally()));
                for (int n = 0; n < networks; n++) {
                    recover(architecture, noise, seed.child(n), methods, tallies);
                    task.advance(1);
                }
                tallies.forEach((name, tally) -> table.row(
                        name,
                        Table.decimal(noise, 2),
                        Table.percent(tally.units / networks, 1),
                        Table.percent((double) tally.whole / networks, 0)));
            }
        }
        return table;
    }

    private static void recover(
            Architecture architecture,
            double noise,
            Seed seed,
            Map<String, PairMatching> methods,
            Map<String, Tally> tallies) {
        Symmetry symmetry = architecture.symmetry();
        StateDict reference = Initialisation.TORCH_DEFAULT.draw(architecture.layout(), seed.child("weights"));
        Permutations planted = Permutations.random(symmetry, seed.child("planted"));
        StateDict moving = noisy(
                planted.apply(reference, symmetry), noise, seed.child("noise").random());
        methods.forEach((name, method) -> {
            Permutations found = method.match(reference, moving, seed).permutations();
            tallies.get(name).add(inPlace(planted.then(found), symmetry));
        });
    }

    /** The share of units that stay where they were, all in all; what lies in an outer unit that moved does not. */
    private static double inPlace(Permutations permutations, Symmetry symmetry) {
        int all = 0;
        int inPlace = 0;
        for (Group group : symmetry.groups()) {
            boolean here = group.inside() == null
                    || permutations.of(group.inside().outer())[group.inside().unit()]
                            == group.inside().unit();
            int[] p = permutations.of(group.name());
            all += p.length;
            for (int u = 0; here && u < p.length; u++) {
                inPlace += p[u] == u ? 1 : 0;
            }
        }
        return (double) inPlace / all;
    }

    private static StateDict noisy(StateDict weights, double noise, SplittableRandom random) {
        Layout layout = weights.layout();
        float[] values = weights.toArray();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (layout.entry(e).kind().isLearnable()) {
                float[] entry = Arrays.copyOfRange(values, layout.offset(e), layout.offset(e + 1));
                double scale = noise * standardDeviation(entry);
                for (int i = 0; i < entry.length; i++) {
                    values[layout.offset(e) + i] = (float) (entry[i] + scale * random.nextGaussian());
                }
            }
        }
        return StateDict.of(layout, values);
    }

    private static double standardDeviation(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / values.length;
        return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
    }
}
