package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.exchange.ExportFormat;
import org.weightflow.networks.exchange.MemberExport;
import org.weightflow.networks.exchange.MemberFolder;
import org.weightflow.networks.exchange.MemberSelection;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;
import org.weightflow.tools.terminal.Terminal;
import org.weightflow.tools.words.Choices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow export}: takes networks out of a zoo or an ensemble for other software. */
@Command(
        name = "export",
        description =
                "Writes members of a zoo or an ensemble as model repositories or NumPy archives, bit by bit the same; "
                        + "run again, it finishes what was interrupted, and overwrites nothing.")
public final class ExportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ZOO|ENSEMBLE", description = "Folder of the zoo or the ensemble.")
    private Path source;

    @Option(
            names = "--format",
            required = true,
            description = "What to write: ${COMPLETION-CANDIDATES}. compressed-tensors is for sparse members.")
    private ExportFormat format;

    @Option(
            names = "--members",
            paramLabel = "IDS",
            description =
                    "Which members, by id: all, or such as 0,3,7-9; default all. One goes straight into the folder, "
                            + "several into a folder each.")
    private String members = "all";

    @Mixin
    private OutOption out;

    public ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        MemberSelection selection = UsageException.check(() -> MemberSelection.parse(members));
        MemberFolder folder = open();
        List<Integer> positions =
                UsageException.check(() -> selection.positions(folder.store().members()));
        Path target = out.prepare();
        MemberExport.Report report = new MemberExport(folder, format).write(target, positions);
        terminal.out()
                .print(new Table(
                                Column.text("exported to"),
                                Column.text("format"),
                                Column.number("networks"),
                                Column.number("files written"),
                                Column.number("there already"))
                        .row(target, Choices.id(format), report.members(), report.written(), report.present())
                        .text());
        return 0;
    }

    private MemberFolder open() throws IOException {
        if (Ensemble.isAt(source)) {
            return Ensemble.files(source);
        }
        if (Zoo.isAt(source)) {
            return MemberFolder.of(Zoo.open(source));
        }
        throw new IOException(source + ": neither a zoo nor an ensemble");
    }
}
