package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.tools.compare.Comparison;
import org.weightflow.tools.compare.ComparisonCsv;
import org.weightflow.tools.compare.ComparisonTable;
import org.weightflow.tools.compare.ComparisonTree;
import org.weightflow.tools.compare.RunNames;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.report.ComparisonPage;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weightflow compare}: what several runs found, side by side. */
@Command(
        name = "compare",
        description = "Puts the results of several runs, and the settings in which they differ, into one table.")
public final class CompareCommand implements Callable<Integer> {
    private static final String PAGE = "compare.html";
    private static final String NUMBERS = "compare.json";
    private static final String LINES = "compare.csv";

    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Folders that run made, or report folders that evaluate wrote.")
    private List<Path> folders;

    @Mixin
    private OutOption out;

    public CompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        UsageException.check(() -> RunNames.of(folders));
        Comparison comparison = Comparison.read(folders);
        // No folder is made for runs that cannot be read, and nothing is printed before it is known to take the files.
        Path folder = out.isGiven() ? out.prepare() : null;
        terminal.out().print(ComparisonTable.of(comparison));
        if (folder != null) {
            write(comparison, folder);
        }
        return 0;
    }

    private void write(Comparison comparison, Path folder) throws IOException {
        AtomicFiles.sweep(folder);
        AtomicFiles.writeText(folder.resolve(LINES), ComparisonCsv.of(comparison));
        AtomicFiles.writeText(folder.resolve(NUMBERS), Json.text(ComparisonTree.of(comparison)));
        AtomicFiles.writeText(folder.resolve(PAGE), new ComparisonPage().render(comparison));
        for (String name : List.of(PAGE, NUMBERS, LINES)) {
            terminal.out().println(folder.resolve(name));
        }
    }
}
