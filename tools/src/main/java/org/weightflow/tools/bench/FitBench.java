package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.weightflow.generator.Generator;
import org.weightflow.generator.flow.CheckpointChoice;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.generator.flow.FlowListener;
import org.weightflow.generator.flow.FlowTrainer;
import org.weightflow.generator.flow.TrainedFlow;
import org.weightflow.generator.flow.kernel.TrainingTimes.Part;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/**
 * Trains the velocity field on the codes of a zoo, by DeepWeightFlow's recipe and by our default one, and says where the time goes;
 * if asked, beside PyTorch on DeepWeightFlow's.
 */
public final class FitBench {
    private static final Seed SEED = new Seed(0);
    /** PyTorch does one step in so many, and its seconds are multiplied. */
    private static final int TORCH_SHARE = 10;

    private final Progress progress;

    public FitBench(Progress progress) {
        this.progress = progress;
    }

    /**
     * @param zoo          null for one of fresh networks
     * @param architecture of those
     * @param members      how many of those
     * @param share        of the recipes' steps that are done, in (0, 1]
     * @param python       that has PyTorch; null for none
     * @param work         where fresh networks are written for the time being; null for the system's folder of temporary files
     */
    public Table run(Path zoo, Architecture architecture, int members, double share, String python, Path work)
            throws IOException {
        Generator untrained = FittedGenerator.of(zoo, architecture, members, 0, work, progress);
        double[][] codes = untrained.trainingCodes();
        Table table = new Table(
                Column.text("recipe"),
                Column.number("steps"),
                Column.number("seconds"),
                Column.number("steps/s"),
                Column.number("drawing %"),
                Column.number("forward %"),
                Column.number("backward %"),
                Column.number("optimiser %"),
                Column.number("evaluation %"),
                Column.number("final loss"));
        FlowConfig published = shortened(FlowConfig.deepWeightFlow(), share);
        double seconds = measure(table, "DeepWeightFlow", published, codes, untrained);
        measure(
                table,
                "default",
                shortened(FlowConfig.defaults().toBuilder().heldOut(0).build(), share),
                codes,
                untrained);
        if (python != null) {
            int steps = Math.max(1, published.steps() / TORCH_SHARE);
            double torch = TorchFlow.seconds(python, codes[0].length, codes.length, steps, EngineRuntime.threads())
                    * published.steps()
                    / steps;
            table.row(
                    "DeepWeightFlow in PyTorch, " + steps + " steps scaled",
                    published.steps(),
                    Table.decimal(torch, 2),
                    Table.decimal(published.steps() / torch, 0),
                    "",
                    "",
                    "",
                    "",
                    "",
                    "");
            table.row("ours to PyTorch's", "", Table.decimal(seconds / torch, 3), "", "", "", "", "", "", "");
        }
        return table;
    }

    private static FlowConfig shortened(FlowConfig recipe, double share) {
        return recipe.toBuilder()
                .steps((int) Math.max(1, Math.round(share * recipe.steps())))
                .build();
    }

    private double measure(Table table, String recipe, FlowConfig config, double[][] codes, Generator of) {
        FlowTrainer trainer = new FlowTrainer(
                codes, new double[0][], of.space().scale(), config, CheckpointChoice.last(), null, SEED);
        long start = System.nanoTime();
        TrainedFlow flow;
        try (Progress.Task task = progress.start("train " + recipe, config.steps())) {
            int[] done = {0};
            FlowListener listener = (row, steps) -> {
                task.advance(row.step() - done[0], "");
                done[0] = row.step();
            };
            flow = trainer.train(listener);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<Part, Double> parts = trainer.times().seconds();
        double all = parts.values().stream().mapToDouble(Double::doubleValue).sum();
        List<Object> row = new ArrayList<>(
                List.of(recipe, config.steps(), Table.decimal(seconds, 2), Table.decimal(config.steps() / seconds, 0)));
        parts.values().forEach(part -> row.add(Table.percent(part / all, 0)));
        row.add(Table.decimal(flow.curve().get(flow.curve().size() - 1).trainingLoss(), 4));
        table.row(row.toArray());
        return seconds;
    }
}
