package org.weightflow.tools.command;

import org.weightflow.networks.Initialisation;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.tools.run.RunConfig;
import picocli.CommandLine.Option;

/** Which networks are trained, and how. */
final class PopulationOptions {
    @Option(names = "--architecture", paramLabel = "ID", description = "Such as mlp-784-32-32-10 or lenet-300-100.")
    private String architecture;

    @Option(names = "--members", paramLabel = "N", description = "Networks.")
    private Integer members;

    @Option(names = "--initialise", description = "How fresh weights are drawn: ${COMPLETION-CANDIDATES}.")
    private Initialisation initialise;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training examples.")
    private Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Examples a training step.")
    private Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "Base learning rate.")
    private Double learningRate;

    /** The settings with what was given laid over them. */
    CollectConfig over(CollectConfig start) {
        TrainConfig training = start.training();
        training = epochs == null ? training : training.withEpochs(epochs);
        training = batchSize == null ? training : training.withBatchSize(batchSize);
        training = learningRate == null ? training : training.withLearningRate(learningRate);
        CollectConfig collect = start.withTraining(training);
        collect = members == null ? collect : collect.withMembers(members);
        return initialise == null ? collect : collect.withInitialise(initialise);
    }

    RunConfig architecture(RunConfig start) {
        return architecture == null ? start : start.withArchitecture(architecture);
    }
}
