package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.persistence.TopologicallyCritical;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/** The loop of iterative magnitude pruning. Masks of all levels are kept; networks only for as long as a later level needs them. */
final class IterativeSearch {
    private static final String CRITICAL = "critical-";

    /** What a level's training starts from. */
    enum Start {
        /** W_k. */
        REWOUND,
        /** What the level before ended with. */
        TRAINED
    }

    private final Workbench bench;
    private final LevelPlan plan;
    private final Start start;
    private final boolean protectTree;

    IterativeSearch(Workbench bench, Targets targets, Start start, boolean protectTree) {
        this.bench = bench;
        this.plan = plan(bench, targets);
        this.start = start;
        this.protectTree = protectTree;
    }

    static LevelPlan plan(Workbench bench, Targets targets) {
        return new LevelPlan(targets, bench.settings().levels(), bench.selection());
    }

    /** One training to step k, and one of the rest for each level but the last. */
    static long steps(Workbench bench, Targets targets) {
        int levels = plan(bench, targets).levels();
        return bench.rewindStep() + levels * (bench.lastStep() - bench.rewindStep());
    }

    void run(TicketReceiver receiver) throws IOException {
        List<Mask> masks = bench.denseMasks();
        for (int level = 0; ; level++) {
            OptionalInt target = plan.target(level);
            if (target.isPresent() && receiver.wants(target.getAsInt())) {
                Tickets tickets = new Tickets(name(level), startOf(level), masks, bench.rewindStep());
                bench.deliver(receiver, target.getAsInt(), tickets);
            }
            if (level == plan.levels()) {
                return;
            }
            masks = pruned(level, masks);
            int done = start == Start.REWOUND ? level : level - 1;
            if (done > 0) {
                bench.forgetNetworks(name(done));
            }
        }
    }

    private List<Mask> pruned(int level, List<Mask> masks) throws IOException {
        String name = (protectTree ? CRITICAL : "") + masks(level + 1);
        long steps = bench.lastStep() - bench.rewindStep();
        return bench.masks(name, name(level), steps, () -> {
            List<StateDict> trained = bench.trained(name(level), () -> startOf(level), masks, bench.rewindStep());
            List<Mask> next = new ArrayList<>();
            for (int p = 0; p < trained.size(); p++) {
                Mask mask = masks.get(p);
                BitSet sure = protectTree ? TopologicallyCritical.protectedValues(trained.get(p), mask) : new BitSet();
                next.add(plan.next(level, trained.get(p), mask, sure));
            }
            return next;
        });
    }

    private List<StateDict> startOf(int level) throws IOException {
        if (start == Start.REWOUND || level == 0) {
            return bench.rewound();
        }
        if (level == 1) {
            return bench.dense();
        }
        return bench.networks(name(level - 1), 0, () -> {
            throw new IOException("the networks of level " + (level - 1) + " are no longer there, but their masks are; "
                    + "delete the folder of this search to search again");
        });
    }

    /** The levels before the last one. */
    static List<SearchLevel> history(Workbench bench, Targets targets, boolean protectTree) throws IOException {
        LevelPlan plan = plan(bench, targets);
        List<SearchLevel> history = new ArrayList<>();
        for (int level = 0; level < plan.levels(); level++) {
            history.add(new SearchLevel(level, plan.kept(level), bench.validationAccuracy(name(level, protectTree))));
        }
        return history;
    }

    private String name(int level) {
        return name(level, protectTree);
    }

    /** Levels with protected values have names of their own, so that no control takes their masks for the usual ones. */
    private static String name(int level, boolean protectTree) {
        return protectTree && level > 0 ? CRITICAL + networks(level) : networks(level);
    }

    static String masks(int level) {
        return String.format(Locale.ROOT, "level-%02d", level);
    }

    /** What the networks of a level are called once they are trained. */
    static String networks(int level) {
        return level == 0 ? Workbench.DENSE : String.format(Locale.ROOT, "trained-%02d", level);
    }
}
