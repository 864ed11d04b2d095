package org.weightflow.tools.command.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.tools.bench.RecoveryBench;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench recovery}: how much noise matching survives. */
@Command(
        name = "recovery",
        description = "Permutes fresh networks, adds noise, and counts the units that matching brings back.")
final class RecoveryBenchCommand implements Callable<Integer> {

    @ParentCommand
    private BenchCommand bench;

    @Option(
            names = "--architecture",
            paramLabel = "ID",
            split = ",",
            defaultValue = "mlp-64-32-32-32-10,resnet-20-width8,vit-width32-depth4-heads4-mlp2",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<String> architectures;

    @Option(
            names = "--noise",
            paramLabel = "X",
            split = ",",
            defaultValue = "0,0.1,0.2,0.5,1,2,4",
            description = "In standard deviations of the weights; default ${DEFAULT-VALUE}.")
    private List<Double> noises;

    @Option(
            names = "--networks",
            paramLabel = "N",
            defaultValue = "20",
            description = "Tries for each noise; default ${DEFAULT-VALUE}.")
    private int networks;

    @Mixin
    private SeedOption seed;

    @Mixin
    private ThreadsOption threads;

    @Override
    public Integer call() {
        List<Architecture> parsed = UsageException.check(() -> {
            Check.atLeast("--networks", networks, 1);
            noises.forEach(noise -> Check.notNegative("--noise", noise));
            return architectures.stream().map(Architectures::parse).toList();
        });
        threads.apply();
        RecoveryBench measured = new RecoveryBench(bench.terminal().progress(), networks, new Seed(seed.or(1)));
        parsed.forEach(architecture -> bench.terminal()
                .out()
                .println(measured.run(architecture, noises).text()));
        return 0;
    }
}
