package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.weightflow.generator.Generator;
import org.weightflow.generator.GeneratorConfig;
import org.weightflow.generator.ZooSource;
import org.weightflow.generator.flow.CheckpointChoice;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.terminal.Progress;

/** A generator for work that takes as long with any one. */
final class FittedGenerator {
    private static final Seed SEED = new Seed(0);

    private FittedGenerator() {}

    /**
     * Fitted to a zoo for some steps of the default recipe, with nothing held out.
     *
     * @param zoo          null for one of fresh networks
     * @param architecture of those
     * @param members      how many of those
     * @param work         where those are written for the time being; null for the system's folder of temporary files
     */
    static Generator of(Path zoo, Architecture architecture, int members, int steps, Path work, Progress progress)
            throws IOException {
        if (zoo != null) {
            return fit(zoo, steps);
        }
        try (ScratchFolder scratch = new ScratchFolder(work)) {
            FreshZoo.write(scratch.path(), architecture, members, progress);
            return fit(scratch.path(), steps);
        }
    }

    private static Generator fit(Path zoo, int steps) throws IOException {
        FlowConfig flow =
                FlowConfig.defaults().toBuilder().heldOut(0).steps(steps).build();
        return Generator.fit(
                ZooSource.of(Zoo.open(zoo)),
                GeneratorConfig.defaults().withFlow(flow).withChoice(CheckpointChoice.last()),
                SEED);
    }
}
