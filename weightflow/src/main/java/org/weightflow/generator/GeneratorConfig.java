package org.weightflow.generator;

import java.util.List;
import java.util.Objects;
import org.weightflow.canon.pca.Retain;
import org.weightflow.generator.codes.BasisConfig;
import org.weightflow.generator.condition.Condition;
import org.weightflow.generator.flow.CheckpointChoice;
import org.weightflow.generator.flow.FlowConfig;

/**
 * How a generator is fitted.
 *
 * @param retain          principal components that a code keeps
 * @param flow            the velocity field and its training
 * @param choice          which checkpoint is kept
 * @param learnStatistics whether running means and variances of batch normalisation are learnt like weights, where they would be
 *                        estimated from training images for each sample
 * @param basis           how the components are found and kept
 * @param conditions      attributes of members that networks can be asked for by
 */
public record GeneratorConfig(
        Retain retain,
        FlowConfig flow,
        CheckpointChoice choice,
        boolean learnStatistics,
        BasisConfig basis,
        List<Condition> conditions) {
    public GeneratorConfig {
        Objects.requireNonNull(retain, "retain");
        Objects.requireNonNull(flow, "flow");
        Objects.requireNonNull(choice, "choice");
        Objects.requireNonNull(basis, "basis");
        conditions = List.copyOf(conditions);
    }

    /** All components, the flow's defaults, the checkpoint with the lowest loss on held-out members; no statistics. */
    public static GeneratorConfig defaults() {
        return new GeneratorConfig(
                Retain.all(),
                FlowConfig.defaults(),
                CheckpointChoice.validationLoss(),
                false,
                BasisConfig.defaults(),
                List.of());
    }

    public GeneratorConfig withRetain(Retain retain) {
        return new GeneratorConfig(retain, flow, choice, learnStatistics, basis, conditions);
    }

    public GeneratorConfig withFlow(FlowConfig flow) {
        return new GeneratorConfig(retain, flow, choice, learnStatistics, basis, conditions);
    }

    public GeneratorConfig withChoice(CheckpointChoice choice) {
        return new GeneratorConfig(retain, flow, choice, learnStatistics, basis, conditions);
    }

    public GeneratorConfig withLearnStatistics(boolean learnStatistics) {
        return new GeneratorConfig(retain, flow, choice, learnStatistics, basis, conditions);
    }

    public GeneratorConfig withBasis(BasisConfig basis) {
        return new GeneratorConfig(retain, flow, choice, learnStatistics, basis, conditions);
    }

    public GeneratorConfig withConditions(List<Condition> conditions) {
        return new GeneratorConfig(retain, flow, choice, learnStatistics, basis, conditions);
    }
}
