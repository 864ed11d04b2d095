package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.canon.matching.AlignedPopulation;
import org.weightflow.canon.matching.AlignmentConfig;
import org.weightflow.canon.matching.FunctionCheck;
import org.weightflow.canon.matching.Members;
import org.weightflow.canon.matching.PopulationAlignment;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/**
 * Reads a zoo and matches all its members to the first, three times over; the first time nothing is compiled yet, but the engine has
 * started.
 */
public final class AlignBench {
    private static final int TIMES = 3;
    private static final int CHECKED_INPUTS = 64;

    private final Progress progress;

    public AlignBench(Progress progress) {
        this.progress = progress;
    }

    /** Measures a zoo that is there. */
    public Table run(Path zoo) throws IOException {
        Table table = new Table(
                Column.text("architecture"),
                Column.number("members"),
                Column.number("threads"),
                Column.number("load s"),
                Column.number("match s"),
                Column.number("both s"),
                Column.number("function check s"),
                Column.number("all s"),
                Column.number("objective"),
                Column.number("peak memory MiB"));
        int threads = EngineRuntime.threads();
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            Zoo opened = Zoo.open(zoo);
            Members members = Members.of(load(opened));
            long loaded = System.nanoTime();
            Architecture architecture = opened.architecture();
            AlignedPopulation aligned = new PopulationAlignment(architecture.symmetry(), AlignmentConfig.defaults())
                    .align(members, new Seed(0), threads, (round, member) -> {});
            long matched = System.nanoTime();
            new FunctionCheck(architecture, inputs(architecture)).check(aligned.source(), aligned);
            long checked = System.nanoTime();
            table.row(
                    architecture.id(),
                    opened.size(),
                    threads,
                    seconds(start, loaded),
                    seconds(loaded, matched),
                    seconds(start, matched),
                    seconds(matched, checked),
                    seconds(start, checked),
                    Table.decimal(aligned.objective(), 3),
                    Table.decimal(ProcessMemory.peakMebibytes(), 0));
        }
        return table;
    }

    /** Writes a zoo of fresh networks first. */
    public Table run(Path work, Architecture architecture, int members) throws IOException {
        try (ScratchFolder scratch = new ScratchFolder(work)) {
            FreshZoo.write(scratch.path(), architecture, members, progress);
            return run(scratch.path());
        }
    }

    private static List<StateDict> load(Zoo zoo) throws IOException {
        List<StateDict> members = new ArrayList<>();
        for (int i = 0; i < zoo.size(); i++) {
            members.add(StateDict.of(zoo.architecture().layout(), zoo.weights(i).toArray()));
        }
        return members;
    }

    private static float[] inputs(Architecture architecture) {
        SplittableRandom random = new Seed(0).child("inputs").random();
        float[] inputs = new float[CHECKED_INPUTS * architecture.inputs()];
        for (int k = 0; k < inputs.length; k++) {
            inputs[k] = (float) random.nextDouble();
        }
        return inputs;
    }

    private static String seconds(long start, long end) {
        return Table.decimal((end - start) / 1e9, 3);
    }
}
