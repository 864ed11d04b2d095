package org.weightflow.tools.run;

import java.util.List;
import org.weightflow.canon.barrier.BarrierConfig;
import org.weightflow.canon.barrier.ExampleSet;
import org.weightflow.canon.barrier.LossBarrier;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;

/**
 * What barriers are measured on.
 *
 * @param barrier          points and lines
 * @param trainingExamples that are drawn; all, if there are no more
 */
public record BarrierSettings(BarrierConfig barrier, int trainingExamples) {
    /** The name of the training examples in reports. */
    public static final String TRAIN = "train";

    /** The name of the test examples in reports. */
    public static final String TEST = "test";

    public BarrierSettings {
        Check.atLeast("trainingExamples", trainingExamples, 1);
    }

    public static BarrierSettings defaults() {
        return new BarrierSettings(BarrierConfig.defaults(), ExampleSet.DEFAULT_TRAINING);
    }

    /** On drawn training examples and on all test examples, with statistics from training examples. */
    LossBarrier on(Architecture architecture, Task task, RunConfig config) {
        Seed seed = new Seed(config.seed()).child("barrier");
        return new LossBarrier(
                architecture,
                barrier,
                config.estimation(architecture, task),
                List.of(
                        ExampleSet.drawn(TRAIN, task.train(), trainingExamples, seed.child(TRAIN)),
                        new ExampleSet(TEST, task.test())));
    }
}
