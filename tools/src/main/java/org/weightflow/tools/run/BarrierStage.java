package org.weightflow.tools.run;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.canon.barrier.LossBarrier;
import org.weightflow.canon.matching.FileMembers;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.terminal.Progress;

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
        try (Progress.Task progress = workplace.terminal().progress().start("barrier (networks)", -1)) {
            AtomicInteger before = new AtomicInteger();
            return barrier.measure(
                    FileMembers.of(zoo.size(), zoo::weights, zoo::mask),
                    Optional.empty(),
                    new Seed(config.seed()).child("lines"),
                    (done, total) -> progress.advance(done - before.getAndSet(done), "of " + total));
        }
    }
}
