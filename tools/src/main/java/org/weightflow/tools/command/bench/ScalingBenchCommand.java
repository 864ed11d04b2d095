package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.canon.pca.Retain;
import org.weightflow.generator.GeneratorConfig;
import org.weightflow.generator.SampleConfig;
import org.weightflow.generator.evaluation.scaling.ScalingConfig;
import org.weightflow.generator.evaluation.scaling.ScalingConfig.Recipe;
import org.weightflow.generator.flow.CheckpointChoice;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.bench.ScalingBench;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench scaling}: from how many members on a generator no longer copies. */
@Command(
        name = "scaling",
        description =
                "Fits generators to the first members of an aligned zoo, more and more of them, and measures what "
                        + "they make against members that none of them was given.")
final class ScalingBenchCommand implements Callable<Integer> {
    /** Which checkpoint a generator keeps. */
    enum Choice {
        /** The one with the least loss on members of its own that it sets aside. */
        VALIDATION_LOSS,
        /** The last one. */
        LAST
    }

    @ParentCommand
    private BenchCommand bench;

    @Option(names = "--zoo", paramLabel = "ZOO", required = true, description = "An aligned zoo.")
    private Path zoo;

    @Option(
            names = "--sizes",
            paramLabel = "N",
            split = ",",
            defaultValue = "10,30,100,300,1000,3000,10000",
            description = "Members that generators are given; default ${DEFAULT-VALUE}.")
    private List<Integer> sizes;

    @Option(
            names = "--held-out",
            paramLabel = "N",
            defaultValue = "500",
            description = "The last N members, which no generator is given; default ${DEFAULT-VALUE}.")
    private int heldOut;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "200",
            description = "Networks drawn in each way; default ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--components",
            paramLabel = "K",
            defaultValue = "256",
            description = "Principal components of a code at most; default ${DEFAULT-VALUE}.")
    private int components;

    @Option(
            names = "--choice",
            split = ",",
            defaultValue = "validation-loss,last",
            description = "Which checkpoints are kept: ${COMPLETION-CANDIDATES}; default both.")
    private List<Choice> choices;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "4000",
            description = "Training steps of the flow where the loss chooses; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--last-steps",
            paramLabel = "N",
            defaultValue = "16000",
            description = "Training steps where the last one is kept; default ${DEFAULT-VALUE}.")
    private int lastSteps;

    @Mixin
    private OutOption out;

    @Mixin
    private SeedOption seed;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    @Mixin
    private DataDirOption dataDir;

    @Override
    public Integer call() throws IOException {
        ScalingConfig config = UsageException.check(() -> new ScalingConfig(
                sizes, heldOut, samples, choices.stream().map(this::recipe).toList(), SampleConfig.defaults()));
        Zoo members = Zoo.open(zoo);
        UsageException.check(() -> config.requireFits(members.size()));
        Path folder = out.isGiven() ? out.prepare() : null;
        device.apply();
        threads.apply();
        ScalingBench measured =
                new ScalingBench(config, seed.or(1), bench.terminal().progress());
        bench.terminal()
                .out()
                .print(measured.run(members, dataDir.folder(), folder).text());
        return 0;
    }

    private Recipe recipe(Choice choice) {
        GeneratorConfig generator = GeneratorConfig.defaults().withRetain(Retain.count(components));
        return switch (choice) {
            case VALIDATION_LOSS -> new Recipe("least loss", withSteps(generator, steps));
            case LAST -> new Recipe("last step", withSteps(generator, lastSteps).withChoice(CheckpointChoice.last()));
        };
    }

    private static GeneratorConfig withSteps(GeneratorConfig generator, int steps) {
        return generator.withFlow(generator.flow().toBuilder().steps(steps).build());
    }
}
