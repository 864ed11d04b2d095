package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.Check;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.persistence.TopologyReport;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.TopologyStage;
import org.weightflow.tools.run.TopologyTable;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow ticket topology}: the graphs of a zoo's layers. */
@Command(
        name = "topology",
        description =
                "Shows the neural persistence of a zoo's layers, how far they may be pruned with a spanning tree left, "
                        + "and how many edges of spanning trees the masks keep against chance. Of a ticket's own trained weights "
                        + "that would prove nothing, since pruned weights are zero, so the trees are those of the dense network.")
final class TicketTopologyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ZOO", description = "Folder of the zoo.")
    private Path zooFolder;

    @Option(
            names = "--members",
            paramLabel = "N",
            description = "Members to look at at most, the first ones; default " + TopologyStage.DEFAULT_MEMBERS + ".")
    private int members = TopologyStage.DEFAULT_MEMBERS;

    @Option(
            names = "--trees",
            description = "Whose trees the masks are held against: ${COMPLETION-CANDIDATES}. Initial weights are drawn "
                    + "again from the member's seed, the default; dense networks are trained again, as the theory has it; "
                    + "none for zoos that 'ticket METHOD' did not make.")
    private TopologyStage.Trees trees = TopologyStage.Trees.INITIAL;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write every member's numbers to a JSON file.")
    private Path json;

    @Mixin
    private DataDirOption dataDir;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    TicketTopologyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        UsageException.check(() -> Check.atLeast("--members", members, 1));
        Zoo zoo = Zoo.open(zooFolder);
        device.apply();
        threads.apply();
        TopologyReport report =
                new TopologyStage(new Workplace(terminal, dataDir.folder(), threads.count())).run(zoo, members, trees);
        if (json != null) {
            AtomicFiles.writeText(json, Json.text(report));
        }
        terminal.out().print(TopologyTable.of(report));
        return 0;
    }
}
