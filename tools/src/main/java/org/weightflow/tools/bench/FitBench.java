package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.weightflow.generator.Generator;
import org.weightflow.generator.flow.CheckpointChoice;
import org.weightflow.generator.flow.CurveRow;
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
        FlowConfig published = shortened(FlowConfig.deepWeightFlow(), share);
        FlowConfig usual =
                shortened(FlowConfig.defaults().toBuilder().heldOut(0).build(), share);
        Measured ours = measure("DeepWeightFlow", published, codes, untrained);
        Measured defaults = measure("default", usual, codes, untrained);
        Table table = new Table(Column.text("recipe"), Column.number("DeepWeightFlow"), Column.number("default"));
        table.row("steps", published.steps(), usual.steps());
        table.row("seconds", Table.decimal(ours.seconds, 2), Table.decimal(defaults.seconds, 2));
        table.row("steps/s", rate(published.steps(), ours.seconds), rate(usual.steps(), defaults.seconds));
        for (Part part : Part.values()) {
            table.row("  % " + part.name().toLowerCase(Locale.ROOT), ours.share(part), defaults.share(part));
        }
        table.row("final loss", Table.decimal(ours.loss, 4), Table.decimal(defaults.loss, 4));
        if (python != null) {
            int steps = Math.max(1, published.steps() / TORCH_SHARE);
            double torch = TorchFlow.seconds(python, codes[0].length, codes.length, steps, EngineRuntime.threads())
                    * published.steps()
                    / steps;
            table.row("PyTorch's seconds, scaled from " + steps + " steps", Table.decimal(torch, 2), "");
            table.row("PyTorch's steps/s", rate(published.steps(), torch), "");
            table.row("ours to PyTorch's", Table.decimal(ours.seconds / torch, 3), "");
        }
        return table;
    }

    /**
     * @param seconds from start to end
     * @param parts   thread time
     * @param loss    of the last steps
     */
    private record Measured(double seconds, Map<Part, Double> parts, double loss) {
        /** Of the time that all parts took. */
        String share(Part part) {
            return Table.percent(
                    parts.get(part)
                            / parts.values().stream()
                                    .mapToDouble(Double::doubleValue)
                                    .sum(),
                    0);
        }
    }

    private static String rate(int steps, double seconds) {
        return Table.decimal(steps / seconds, 0);
    }

    private static FlowConfig shortened(FlowConfig recipe, double share) {
        return recipe.toBuilder()
                .steps((int) Math.max(1, Math.round(share * recipe.steps())))
                .build();
    }

    private Measured measure(String recipe, FlowConfig config, double[][] codes, Generator of) {
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
        CurveRow last = flow.curve().get(flow.curve().size() - 1);
        return new Measured(seconds, trainer.times().seconds(), last.trainingLoss());
    }
}
