package org.weightflow.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.pruning.MaskTransfer;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.method.IterativeMagnitude;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/**
 * Times the search for lottery tickets: one ticket by itself, several as one population, and many that take over the mask of one search,
 * which costs each of them a dense training and a matching. Everything is kept in memory.
 */
public final class TicketBench {
    private static final double NANOS = 1e9;

    private final Architecture network;
    private final Task task;
    private final CollectConfig collect;
    private final PopulationTrainer trainer;
    private final int members;
    private final int moved;

    /**
     * @param config  architecture, training and levels
     * @param members tickets that are searched for as one population
     * @param moved   tickets that take over a mask
     */
    public TicketBench(RunConfig config, Task task, int members, int moved) {
        this.network = config.network();
        this.task = task;
        this.collect = config.collect();
        this.trainer = new PopulationTrainer(network, task.train(), collect.training());
        this.members = members;
        this.moved = moved;
    }

    /** Times one after the other, after a warm-up of one dense training. */
    public Table run() throws IOException {
        bench(0, 1).dense();
        double one = search(1);
        double several = search(members);
        double transferred = transfer();
        Table table = new Table(
                Column.text("what"),
                Column.number("seconds"),
                Column.number("of one ticket"),
                Column.number("of as many"));
        table.row("1 ticket, " + collect.pruning().levels() + " levels", Table.decimal(one, 2), "1.00", "1.000");
        row(table, members + " tickets as one population", several, one, members);
        row(table, moved + " tickets by the moved mask of one", transferred, one, moved);
        return table;
    }

    private static void row(Table table, String what, double seconds, double one, int tickets) {
        table.row(
                what,
                Table.decimal(seconds, 2),
                Table.decimal(seconds / one, 2),
                Table.decimal(seconds / (one * tickets), 3));
    }

    private Workbench bench(int first, int count) {
        List<Seed> seeds = IntStream.range(first, first + count)
                .mapToObj(i -> new Seed(0).child("member").child(i))
                .toList();
        return Workbench.inMemory(network, task, collect.searchSettings(), trainer, seeds, SearchListener.SILENT);
    }

    /** Seconds until the masks of so many members are known. */
    private double search(int count) throws IOException {
        long start = System.nanoTime();
        find(bench(0, count));
        return (System.nanoTime() - start) / NANOS;
    }

    private AllTickets find(Workbench bench) throws IOException {
        AllTickets found = new AllTickets();
        Targets targets =
                Targets.ofLevels(collect.pruning(), List.of(collect.pruning().levels()), bench.selection());
        new IterativeMagnitude().search(bench, targets, found);
        return found;
    }

    /** Seconds until the masks of all members are known: one search, their dense trainings, the matchings. */
    private double transfer() throws IOException {
        long start = System.nanoTime();
        Workbench source = bench(members, 1);
        Mask mask = find(source).last().masks().get(0);
        StateDict dense = source.dense().get(0);
        MaskTransfer transfer = new MaskTransfer(
                network.symmetry(),
                new WeightMatching(network.symmetry(), collect.transfer().matching()));
        Workbench others = bench(members + 1, moved);
        List<StateDict> goals = others.dense();
        List<Mask> masks = new ArrayList<>();
        for (int p = 0; p < moved; p++) {
            masks.add(transfer.move(
                            mask, dense, goals.get(p), others.seeds().get(p).child("matching"))
                    .mask());
        }
        return masks.isEmpty() ? Double.NaN : (System.nanoTime() - start) / NANOS;
    }
}
