package org.weightflow.tools.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.persistence.TopologyReport;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.tools.terminal.Progress;

/** From a zoo to the topology of its members' layers. */
public final class TopologyStage {
    /** Members that are looked at unless others are asked for; our own choice. */
    public static final int DEFAULT_MEMBERS = 5;

    /** Whose spanning trees masks are held against. */
    public enum Trees {
        /** Nobody's. */
        NONE("none"),
        /** Those of W_0, drawn again from the member's seed. */
        INITIAL("the initial weights, drawn again"),
        /** Those of the dense network, trained again. */
        DENSE("the dense networks, trained again");

        private final String words;

        Trees(String words) {
            this.words = words;
        }
    }

    private final Workplace workplace;

    public TopologyStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * @param members at most so many, the first ones
     * @param trees   other than none only for zoos of tickets, whose members' own dense networks were pruned
     * @throws IOException if the trees cannot be had for this zoo; see {@link ZooRecipe}
     */
    public TopologyReport run(Zoo zoo, int members, Trees trees) throws IOException {
        int count = Math.min(members, zoo.size());
        List<StateDict> dense = dense(zoo, count, trees);
        List<TopologyReport.Member> found = new ArrayList<>();
        for (int p = 0; p < count; p++) {
            Mask mask = zoo.mask(p).orElse(Mask.dense(zoo.architecture().layout()));
            found.add(TopologyReport.Member.of(
                    zoo.members().get(p).id(), zoo.weights(p), mask, dense.isEmpty() ? null : dense.get(p)));
        }
        return TopologyReport.of(zoo.architecture().layout(), trees == Trees.NONE ? null : trees.words, found);
    }

    private List<StateDict> dense(Zoo zoo, int count, Trees trees) throws IOException {
        if (trees == Trees.NONE) {
            return List.of();
        }
        CollectConfig collect = ZooRecipe.of(zoo).collect();
        List<Seed> seeds = zoo.members().stream()
                .limit(count)
                .map(member -> new Seed(member.seed()))
                .toList();
        if (trees == Trees.INITIAL) {
            return seeds.stream()
                    .map(seed -> collect.initialise().draw(zoo.architecture().layout(), seed.child("init")))
                    .toList();
        }
        Task task = Task.load(zoo.manifest(), workplace.dataFolder());
        PopulationTrainer trainer = new PopulationTrainer(zoo.architecture(), task.train(), collect.training());
        try (Progress.Task progress =
                workplace.terminal().progress().start("topology (training steps)", trainer.totalSteps())) {
            SearchListener listener = new SearchListener() {
                @Override
                public void onStep(TrainingListener.Progress step) {
                    progress.advance(1);
                }

                @Override
                public void skip(long steps) {
                    progress.skip(steps);
                }
            };
            return Workbench.inMemory(zoo.architecture(), task, collect.searchSettings(), trainer, seeds, listener)
                    .dense();
        }
    }
}
