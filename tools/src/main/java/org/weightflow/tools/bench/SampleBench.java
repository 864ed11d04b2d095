package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.weightflow.generator.Generator;
import org.weightflow.generator.SampleConfig;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** Samples networks, first into memory alone and then into an ensemble on disk, three times over. */
public final class SampleBench {
    private static final int TIMES = 3;
    private static final int STEPS = 200;
    private static final Seed SEED = new Seed(0);

    private final Progress progress;

    public SampleBench(Progress progress) {
        this.progress = progress;
    }

    /**
     * @param zoo          that the generator is fitted to, for a few steps; null for one of fresh networks
     * @param architecture of those
     * @param members      how many of those
     * @param count        networks to sample
     * @param work         where files are written for the time being; null for the system's folder of temporary files
     */
    public Table run(Path zoo, Architecture architecture, int members, int count, Path work) throws IOException {
        Generator generator = FittedGenerator.of(zoo, architecture, members, STEPS, work, progress);
        Table table = new Table(Column.text("what"), Column.number("seconds"), Column.number("networks/s"));
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            generator.sample(count, SEED, SampleConfig.defaults()).forEach(sample -> {});
            row(table, "sample " + count + " into memory", count, start);
            try (ScratchFolder scratch = new ScratchFolder(work)) {
                start = System.nanoTime();
                Ensemble.write(scratch.path(), generator, count, SEED, SampleConfig.defaults());
                row(table, "sample " + count + " into files", count, start);
            }
        }
        return table;
    }

    private static void row(Table table, String what, int count, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        table.row(what, Table.decimal(seconds, 2), Table.decimal(count / seconds, 0));
    }
}
