package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.canon.matching.Matching;
import org.weightflow.canon.matching.MatchingConfig;
import org.weightflow.canon.matching.PairMatching;
import org.weightflow.canon.matching.Starts;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.canon.published.PublishedMatchings;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/**
 * Matches pairs of a zoo by the published methods and by ours, and counts the pairs for which each reaches an objective above, equal
 * to or below the best that a published method reaches. Equal is within a relative 1e-9.
 */
public final class MatchingBench {
    private static final double EQUAL = 1e-9;

    private final Progress progress;
    private final int searches;
    private final Seed seed;

    /** What a method did with the pairs so far. */
    private static final class Tally {
        private double objective;
        private double nanoseconds;
        private int above;
        private int equal;
        private int below;

        void add(double reached, double published, long time) {
            objective += reached;
            nanoseconds += time;
            double slack = EQUAL * Math.abs(published);
            if (reached > published + slack) {
                above++;
            } else if (reached < published - slack) {
                below++;
            } else {
                equal++;
            }
        }
    }

    /** @param searches random restarts, and perturbations, of the methods that have them */
    public MatchingBench(Progress progress, int searches, Seed seed) {
        this.progress = progress;
        this.searches = searches;
        this.seed = seed;
    }

    /**
     * @param members  of the zoo that take part, the first ones
     * @param allPairs whether each is matched to each before it rather than to the first alone
     */
    public Table run(Path folder, int members, boolean allPairs) throws IOException {
        Zoo zoo = Zoo.open(folder);
        int count = Math.min(members, zoo.size());
        if (count < 2) {
            throw new IllegalArgumentException(folder + ": there is no pair among " + count + " members");
        }
        Symmetry symmetry = zoo.architecture().symmetry();
        Map<String, PairMatching> published =
                PublishedMatchings.of(zoo.architecture().layout(), symmetry);
        Map<String, PairMatching> methods = new LinkedHashMap<>(published);
        methods.putAll(ours(symmetry, List.copyOf(published.values())));
        Map<String, Tally> tallies = new LinkedHashMap<>();
        tallies.put("as they are", new Tally());
        methods.keySet().forEach(name -> tallies.put(name, new Tally()));
        List<int[]> pairs = pairs(count, allPairs);
        try (Progress.Task task = progress.start("match", pairs.size())) {
            for (int[] pair : pairs) {
                match(zoo, pair, methods, published.size(), tallies);
                task.advance(1);
            }
        }
        return table(zoo.architecture().id(), pairs.size(), tallies);
    }

    private Map<String, PairMatching> ours(Symmetry symmetry, List<PairMatching> published) {
        MatchingConfig defaults = MatchingConfig.defaults();
        MatchingConfig identity = defaults.withStarts(Starts.IDENTITY);
        Map<String, PairMatching> ours = new LinkedHashMap<>();
        ours.put("ours from the same start", new WeightMatching(symmetry, identity));
        ours.put("ours from there and from their ends", new WeightMatching(symmetry, identity, published));
        ours.put("ours", new WeightMatching(symmetry, defaults));
        if (searches > 0) {
            ours.put(
                    "ours, " + searches + " random restarts",
                    new WeightMatching(symmetry, defaults.withRestarts(1 + searches)));
            ours.put(
                    "ours, " + searches + " perturbations",
                    new WeightMatching(symmetry, defaults.withPerturbations(searches)));
        }
        return ours;
    }

    private static List<int[]> pairs(int count, boolean all) {
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < (all ? count : 1); i++) {
            for (int j = i + 1; j < count; j++) {
                pairs.add(new int[] {i, j});
            }
        }
        return pairs;
    }

    /** @param published how many of the methods, the first ones, are published */
    private void match(
            Zoo zoo, int[] pair, Map<String, PairMatching> methods, int published, Map<String, Tally> tallies)
            throws IOException {
        StateDict reference = zoo.weights(pair[0]);
        StateDict moving = zoo.weights(pair[1]);
        Seed own = seed.child(pair[0]).child(pair[1]);
        Map<String, Double> reached = new LinkedHashMap<>();
        Map<String, Long> times = new LinkedHashMap<>();
        for (Map.Entry<String, PairMatching> method : methods.entrySet()) {
            long start = System.nanoTime();
            Matching found = method.getValue().match(reference, moving, own);
            times.put(method.getKey(), System.nanoTime() - start);
            reached.putIfAbsent("as they are", found.objectiveBefore());
            reached.put(method.getKey(), found.objectiveAfter());
        }
        double best = methods.keySet().stream()
                .limit(published)
                .mapToDouble(reached::get)
                .max()
                .orElseThrow();
        reached.forEach((name, objective) -> tallies.get(name).add(objective, best, times.getOrDefault(name, 0L)));
    }

    private static Table table(String architecture, int pairs, Map<String, Tally> tallies) {
        Table table = new Table(
                Column.text(architecture + ", " + pairs + " pairs"),
                Column.number("objective"),
                Column.number("above"),
                Column.number("equal"),
                Column.number("below"),
                Column.number("s a pair"));
        tallies.forEach((name, tally) -> table.row(
                name,
                Table.decimal(tally.objective / pairs, 2),
                tally.above,
                tally.equal,
                tally.below,
                Table.decimal(tally.nanoseconds / 1e9 / pairs, 3)));
        return table;
    }
}
