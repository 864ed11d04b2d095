package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.weightflow.generator.evaluation.scaling.ScalingConfig;
import org.weightflow.generator.evaluation.scaling.ScalingCurve;
import org.weightflow.generator.evaluation.scaling.ScalingPoint;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.generator.flow.CurveRow;
import org.weightflow.generator.flow.FlowListener;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** Measures a {@link ScalingCurve} on a zoo on disk, shows it, and writes it at the end. */
public final class ScalingBench {
    /** The results for programs. */
    public static final String JSON = "scaling.json";
    /** The same for spreadsheets. */
    public static final String CSV = "scaling.csv";

    private final ScalingConfig config;
    private final long seed;
    private final Progress progress;

    /** @param progress told of the training steps of all flows */
    public ScalingBench(ScalingConfig config, long seed, Progress progress) {
        this.config = config;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * @param zoo        aligned; its recorded task is loaded
     * @param dataFolder where data sets lie
     * @param folder     of the results; null to write none
     * @throws IllegalArgumentException if the zoo has too few members
     */
    public Table run(Zoo zoo, Path dataFolder, Path folder) throws IOException {
        Task task = Task.load(zoo.manifest(), dataFolder);
        List<Network> members = new ArrayList<>();
        for (int i = 0; i < zoo.size(); i++) {
            members.add(new Network(zoo.weights(i), zoo.mask(i).orElse(null)));
        }
        LoadedZoo loaded = LoadedZoo.read(zoo.architecture().layout(), NetworkSource.of(members));
        BatchNormEstimation statistics = zoo.architecture().layout().hasState()
                ? BatchNormEstimation.of(
                        zoo.architecture(),
                        task.train(),
                        BatchNormEstimation.DEFAULT_IMAGES,
                        new Seed(seed).child("statistics"))
                : null;
        ScalingCurve curve =
                new ScalingCurve(zoo.architecture(), task.test(), statistics, config, new Seed(seed).child("scaling"));
        List<ScalingPoint> points;
        try (Progress.Task shown = progress.start("scaling (flow steps)", steps())) {
            points = curve.measure(loaded, new Steps(shown), point -> {});
        }
        if (folder != null) {
            AtomicFiles.writeText(folder.resolve(CSV), ScalingPoint.csv(points));
            AtomicFiles.writeText(folder.resolve(JSON), Json.text(tree(zoo, points)));
        }
        return table(points);
    }

    private long steps() {
        return config.sizes().size()
                * config.recipes().stream()
                        .mapToLong(recipe -> recipe.generator().flow().steps())
                        .sum();
    }

    private Map<String, Object> tree(Zoo zoo, List<ScalingPoint> points) throws IOException {
        return Map.of(
                "architecture", zoo.architecture().id(),
                "held_out", config.heldOut(),
                "points", points.stream().map(ScalingPoint::values).toList(),
                "samples", config.samples(),
                "seed", seed,
                "zoo", zoo.checksum());
    }

    /** One way at one number of members a row; r and Z with a star are those among the components. */
    static Table table(List<ScalingPoint> points) {
        Table table = new Table(
                Column.number("n"),
                Column.text("networks"),
                Column.number("step"),
                Column.number("accuracy"),
                Column.number("r"),
                Column.number("r<1/3"),
                Column.number("@.25"),
                Column.number("@.5"),
                Column.number("@.75"),
                Column.number("@1"),
                Column.number("Z"),
                Column.number("kept"),
                Column.number("r*"),
                Column.number("Z*"),
                Column.number("s"));
        for (ScalingPoint point : points) {
            table.row(
                    point.members(),
                    point.series(),
                    point.step() < 0 ? "-" : point.step(),
                    Table.percent(point.accuracy(), 2),
                    Table.decimal(point.novelty(), 2),
                    Table.percent(point.copies(), 0),
                    Table.percent(point.joint().get(0), 0),
                    Table.percent(point.joint().get(1), 0),
                    Table.percent(point.joint().get(2), 0),
                    Table.percent(point.joint().get(3), 0),
                    Table.decimal(point.z(), 1),
                    Table.percent(point.captured(), 0),
                    Table.decimal(point.codeNovelty(), 2),
                    Table.decimal(point.codeZ(), 1),
                    Table.decimal(point.seconds(), 0));
        }
        return table;
    }

    /** Adds up the steps of one flow after the other. */
    private static final class Steps implements FlowListener {
        private final Progress.Task shown;
        private int last;

        Steps(Progress.Task shown) {
            this.shown = shown;
        }

        @Override
        public void onEvaluation(CurveRow row, int steps) {
            shown.advance(row.step() < last ? row.step() : row.step() - last);
            last = row.step();
        }
    }
}
