package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.LearningRateSchedule;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/**
 * Iterative magnitude pruning with fine-tuning: each level goes on with the weights that it has, for a few epochs at one small
 * learning rate. What it finds needs no further training.
 * <p>Published recipes keep the last rate of a step schedule; a share of the base rate says the same for schedules that end at zero.
 *
 * @param rateShare learning rate over the base rate of the training
 * @param epochs    of each level
 * @see <a href="https://arxiv.org/abs/1506.02626">Han et al. (2015)</a>
 * @see <a href="https://arxiv.org/abs/2003.02389">Renda, Frankle and Carbin (2020), fine-tuning</a>
 */
public record FineTuning(double rateShare, int epochs) implements TicketMethod {
    public FineTuning {
        Check.positive("rateShare", rateShare);
        Check.atLeast("epochs", epochs, 1);
    }

    /** A tenth of the base rate, one epoch a level. */
    public static FineTuning defaults() {
        return new FineTuning(0.1, 1);
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        LevelPlan plan = IterativeSearch.plan(bench, targets);
        PopulationTrainer trainer = trainer(bench);
        List<Mask> masks = bench.denseMasks();
        for (int level = 0; ; level++) {
            OptionalInt target = plan.target(level);
            if (target.isPresent() && receiver.wants(target.getAsInt())) {
                Tickets tickets = new Tickets(
                        IterativeSearch.networks(level),
                        networks(bench, trainer, level, masks),
                        masks,
                        bench.lastStep());
                bench.deliver(receiver, target.getAsInt(), tickets);
            }
            if (level == plan.levels()) {
                return;
            }
            masks = pruned(bench, plan, trainer, level, masks);
            if (level > 1) {
                bench.forgetNetworks(IterativeSearch.networks(level - 1));
            }
        }
    }

    private PopulationTrainer trainer(Workbench bench) {
        TrainConfig usual = bench.settings().training();
        TrainConfig gentle = usual.withSchedule(LearningRateSchedule.constant())
                .withLearningRate(rateShare * usual.learningRate())
                .withEpochs(epochs);
        return new PopulationTrainer(bench.architecture(), bench.examples(), gentle);
    }

    private static List<Mask> pruned(
            Workbench bench, LevelPlan plan, PopulationTrainer trainer, int level, List<Mask> masks)
            throws IOException {
        String name = IterativeSearch.masks(level + 1);
        long steps = level == 0 ? bench.lastStep() - bench.rewindStep() : trainer.totalSteps();
        return bench.masks(name, IterativeSearch.networks(level), steps, () -> {
            List<StateDict> trained = networks(bench, trainer, level, masks);
            List<Mask> next = new ArrayList<>();
            for (int p = 0; p < trained.size(); p++) {
                next.add(plan.next(level, trained.get(p), masks.get(p), new BitSet()));
            }
            return next;
        });
    }

    private static List<StateDict> networks(Workbench bench, PopulationTrainer trainer, int level, List<Mask> masks)
            throws IOException {
        if (level == 0) {
            return bench.dense();
        }
        return bench.networks(IterativeSearch.networks(level), trainer.totalSteps(), () -> {
            List<StateDict> before = level == 1
                    ? bench.dense()
                    : bench.networks(IterativeSearch.networks(level - 1), 0, () -> {
                        throw new IOException("the networks of level " + (level - 1)
                                + " are no longer there, but their masks are; delete the folder of this search to search "
                                + "again");
                    });
            List<Seed> orders = bench.seeds().stream()
                    .map(seed -> seed.child("fine-tuning").child(level))
                    .toList();
            try (TensorStore population = bench.population(before)) {
                trainer.train(population, masks, orders, 0, trainer.totalSteps(), bench.listener());
                return Workbench.members(population);
            }
        });
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        int levels = IterativeSearch.plan(bench, targets).levels();
        return bench.lastStep() + levels * trainer(bench).totalSteps();
    }

    @Override
    public List<SearchLevel> history(Workbench bench, Targets targets) throws IOException {
        return IterativeSearch.history(bench, targets, false);
    }

    @Override
    public boolean readsShares(boolean byLevels) {
        return !byLevels;
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return bench.lastStep();
    }
}
