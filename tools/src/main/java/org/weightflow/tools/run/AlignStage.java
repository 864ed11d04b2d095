package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.canon.alignment.ZooAlignment;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.terminal.Progress;

/** From a zoo to the same zoo in one order of units. */
public final class AlignStage {
    /** The folder of a run that holds the aligned zoo. */
    public static final String FOLDER = "aligned";

    private final Workplace workplace;

    public AlignStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * Aligns the zoo as {@link RunConfig#align} has it.
     *
     * @param task the task of the zoo, on whose training examples activations are compared and every member's function is checked
     */
    public Zoo run(RunConfig config, Zoo zoo, Task task, Path folder) throws IOException {
        Map<String, Object> recipe = new TreeMap<>(Settings.section(config, "align"));
        recipe.put("seed", config.seed());
        ZooAlignment alignment =
                new ZooAlignment(config.align(), new Seed(config.seed()).child("align"), workplace.threads());
        try (Progress.Task progress = workplace.terminal().progress().start("align (members)", -1)) {
            return alignment.align(
                    zoo,
                    task.train(),
                    folder,
                    recipe,
                    workplace.provenance(task.dataset().sha256()),
                    (round, member) -> progress.advance(1));
        }
    }
}
