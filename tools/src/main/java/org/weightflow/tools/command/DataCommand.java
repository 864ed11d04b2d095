package org.weightflow.tools.command;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.weightflow.datasets.DatasetDescription;
import org.weightflow.datasets.DatasetFetcher;
import org.weightflow.datasets.Datasets;
import org.weightflow.datasets.FetchConfig;
import org.weightflow.datasets.FetchReport;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow data}: what the task data are, and how to get them. */
@Command(name = "data", description = "Lists and fetches datasets.", synopsisSubcommandLabel = "COMMAND")
public final class DataCommand implements Runnable {
    private final Terminal terminal;

    public DataCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new UsageException("a command is missing: list or fetch");
    }

    @Command(name = "list", description = "Lists the datasets, and which of them are there.")
    void list(@Mixin DataDirOption dataDir) {
        Table table = new Table(
                Column.text("dataset"),
                Column.number("examples"),
                Column.text("shape"),
                Column.number("classes"),
                Column.text("place"),
                Column.text("licence"));
        for (String name : Datasets.names()) {
            DatasetDescription facts = Datasets.describe(name, dataDir.folder());
            table.row(
                    name,
                    facts.examples(),
                    facts.exampleShape().stream().map(String::valueOf).collect(Collectors.joining("x")),
                    facts.classNames().size(),
                    facts.embedded() ? "built in" : facts.present() ? "on disk" : "missing",
                    facts.licence());
        }
        terminal.out().print(table.text());
        terminal.out().println();
        terminal.out().println("Folder of the datasets: " + dataDir.folder());
    }

    @Command(name = "fetch", description = "Downloads a dataset, checks it, and resumes where an earlier try ended.")
    void fetch(
            @Parameters(paramLabel = "NAME", description = "The dataset: mnist or cifar10.") String name,
            @Mixin DataDirOption dataDir,
            @Option(
                            names = "--mirror",
                            paramLabel = "URL",
                            description =
                                    "Web folder to take the files from; repeat for several. Default: the public ones.")
                    List<URI> mirrors)
            throws IOException, InterruptedException {
        FetchConfig config = mirrors == null
                ? FetchConfig.defaults()
                : UsageException.check(() -> FetchConfig.defaults().withMirrors(mirrors));
        FetchReport report;
        try (FetchBars bars = new FetchBars(terminal.progress())) {
            report = new DatasetFetcher(config, bars).fetch(name, dataDir.folder());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
        Table table = new Table(Column.text("file"), Column.text("state"));
        report.downloaded().forEach(file -> table.row(file, "downloaded"));
        report.present().forEach(file -> table.row(file, "was there"));
        terminal.out().print(table.text());
    }
}
