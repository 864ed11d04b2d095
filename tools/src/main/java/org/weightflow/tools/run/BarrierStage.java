package org.weightflow.tools.run;

import java.util.Optional;
import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.canon.barrier.LossBarrier;
import org.weightflow.canon.matching.FileMembers;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;

/** From a zoo to the barriers between its members as they are. */
public final class BarrierStage {
    private final Workplace workplace;

    public BarrierStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * Reads the test examples and measures lines between members, and from members to their mean.
     *
     * @param config seed and statistics
     */
    public BarrierReport run(RunConfig config, BarrierSettings settings, Zoo zoo, Task task) {
        LossBarrier barrier = settings.on(zoo.architecture(), task, config);
        try (NetworkProgress progress = new NetworkProgress(workplace.terminal().progress(), "barrier (networks)")) {
            return barrier.measure(
                    FileMembers.of(zoo.size(), zoo::weights, zoo::mask),
                    Optional.empty(),
                    new Seed(config.seed()).child("lines"),
                    progress);
        }
    }
}
