package org.weightflow.networks.training;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Mask;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.TensorStore;

/** Minimises the cross-entropy under masks that stay as they are. */
public final class MaskedTraining implements TrainingRule {
    private final Architecture architecture;
    private final TrainConfig config;
    private final List<Mask> masks;

    /** @param masks one a member of the population, null for a dense one; or empty */
    public MaskedTraining(Architecture architecture, TrainConfig config, List<Mask> masks) {
        this.architecture = architecture;
        this.config = config;
        this.masks = masks;
    }

    @Override
    public Group begin(TensorStore members, int first) {
        List<Mask> own = masks.isEmpty() ? masks : masks.subList(first, first + members.members());
        StepOptimizer optimizer = new StepOptimizer(members, config.optimizer(), config.clipNorm(), own, false);
        return new Group() {
            @Override
            public NDArray losses(Leaves leaves, NDArray inputs, NDArray labels) {
                return CrossEntropy.perMember(architecture.forward(ForwardPass.training(leaves), inputs), labels);
            }

            @Override
            public void step(Leaves leaves, long step, double rate) {
                optimizer.step(leaves, rate);
            }
        };
    }
}
