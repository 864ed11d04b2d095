package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.sanity.SanityControl;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.CheckSettings;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.TicketCheckStage;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.run.ZooRecipe;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow ticket check}: what tickets owe their accuracy to. */
@Command(
        name = "check",
        description =
                "Takes one thing after the other away from the tickets of a zoo (which weights are kept, which weight stands "
                        + "where, labels, pixels, half of the data), trains what is left, and says what that costs on the test "
                        + "examples. Stop it at any time; the same command goes on. Without --out the folder is "
                        + "runs/check-HASH, by the zoo's members and the settings.")
final class TicketCheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "ZOO",
            description = "Folder of a zoo that 'ticket METHOD' or 'collect --kind tickets' made.")
    private Path zooFolder;

    @Option(
            names = "--members",
            paramLabel = "N",
            description = "Members to check at most, the first ones; default " + CheckSettings.DEFAULT_MEMBERS + ".")
    private int members = CheckSettings.DEFAULT_MEMBERS;

    @Option(
            names = "--controls",
            paramLabel = "CONTROL",
            split = ",",
            description = "What to compare with: ${COMPLETION-CANDIDATES}; default all.")
    private List<SanityControl> controls;

    @Mixin
    private OutOption out;

    @Mixin
    private DataDirOption dataDir;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    @Mixin
    private SeedOption seed;

    TicketCheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Zoo zoo = Zoo.open(zooFolder);
        RunConfig recipe = ZooRecipe.of(zoo);
        CheckSettings settings =
                UsageException.check(() -> new CheckSettings(members, chosen(), seed.or(recipe.seed())));
        device.apply();
        Path folder = out.isGiven() ? out.prepare() : out.prepare(TicketCheckStage.folder(zoo, settings));
        threads.apply();
        new TicketCheckStage(new Workplace(terminal, dataDir.folder(), threads.count()))
                .run(zoo, recipe, settings, folder);
        return 0;
    }

    private Set<SanityControl> chosen() {
        return controls == null ? EnumSet.allOf(SanityControl.class) : EnumSet.copyOf(controls);
    }
}
