package org.weightflow.tools.command.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.bayes.variational.VariationalConfig.Estimator;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.tools.bench.BayesBench;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench bayes}: what variational networks cost beside deterministic ones. */
@Command(
        name = "bayes",
        description = "Times an epoch of variational networks beside one of deterministic networks, on random data.")
final class BayesBenchCommand implements Callable<Integer> {
    @ParentCommand
    private BenchCommand bench;

    @Option(
            names = "--architecture",
            paramLabel = "ID",
            defaultValue = "lenet-300-100",
            description = "Default: ${DEFAULT-VALUE}.")
    private String architecture;

    @Option(names = "--members", paramLabel = "N", defaultValue = "4", description = "Of each population; default 4.")
    private int members;

    @Option(
            names = "--samples",
            paramLabel = "K",
            split = ",",
            defaultValue = "1,2,4,10",
            description = "Monte Carlo samples of a step; default ${DEFAULT-VALUE}.")
    private List<Integer> samples;

    @Option(names = "--estimator", description = "How noise enters a pass: ${COMPLETION-CANDIDATES}.")
    private Estimator estimator = VariationalConfig.defaults().estimator();

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64", description = "Default 64.")
    private int batchSize;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "12000",
            description = "Of an epoch; default ${DEFAULT-VALUE}.")
    private int examples;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds after the warm-up, of which the median counts; default 3.")
    private int repeats;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() {
        BayesBench measured = UsageException.check(() -> {
            Check.atLeast("--members", members, 1);
            Check.atLeast("--examples", examples, 1);
            Check.atLeast("--repeats", repeats, 1);
            samples.forEach(count -> Check.atLeast("--samples", count, 1));
            return new BayesBench(
                    Architectures.parse(architecture),
                    TrainConfig.defaults().withBatchSize(batchSize),
                    VariationalConfig.defaults().withEstimator(estimator),
                    members,
                    examples);
        });
        device.apply();
        threads.apply();
        bench.terminal().out().print(measured.run(samples, repeats).text());
        return 0;
    }
}
