package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooRepair;
import org.weightflow.networks.zoo.ZooReport;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow zoo}: looks after zoos. */
@Command(name = "zoo", description = "Shows, verifies and repairs zoos.", synopsisSubcommandLabel = "COMMAND")
public final class ZooCommand implements Runnable {
    private static final int SOUND = 0;
    private static final int DAMAGED = 1;

    private final Terminal terminal;

    public ZooCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new UsageException("a command is missing: show, verify or repair");
    }

    @Command(name = "show", description = "Lists the members, one a line.")
    void show(@Parameters(paramLabel = "ZOO", description = "Folder of the zoo.") Path folder) throws IOException {
        Zoo zoo = Zoo.open(folder);
        Table table = new Table(
                Column.number("member"),
                Column.number("validation accuracy %"),
                Column.number("kept"),
                Column.number("prunable"),
                Column.text("parent"),
                Column.text("file"));
        for (Member member : zoo.members()) {
            Double accuracy = member.metrics().get(Member.VALIDATION_ACCURACY);
            table.row(
                    member.id(),
                    accuracy == null ? "" : Table.percent(accuracy, 2),
                    member.kept(),
                    member.prunable(),
                    member.parent() == null ? "" : member.parent(),
                    member.file());
        }
        terminal.out().print(table.text());
        terminal.out()
                .println(zoo.size() + " networks " + zoo.architecture().id()
                        + (zoo.manifest().dataset() == null
                                ? ""
                                : " on " + zoo.manifest().dataset().name()));
    }

    @Command(
            name = "verify",
            description =
                    "Checks every byte of a zoo, and names each faulty file and why; exit code 1 if there is one.")
    int verify(@Parameters(paramLabel = "ZOO", description = "Folder of the zoo.") Path folder) {
        ZooReport report = Zoo.verify(folder);
        report.notes().forEach(note -> terminal.out().println("note: " + note));
        report.faults().forEach(terminal.out()::println);
        int faults = report.faults().size();
        terminal.out()
                .println(folder + ": " + report.members() + " members, "
                        + (report.isSound() ? "sound" : faults == 1 ? "1 fault" : faults + " faults"));
        return report.isSound() ? SOUND : DAMAGED;
    }

    @Command(
            name = "repair",
            description =
                    "Drops what an interruption left: a torn last line, unfinished and unnamed files, and damaged "
                            + "members at the end, which the command that made the zoo makes again.")
    void repair(
            @Parameters(paramLabel = "ZOO", description = "Folder of the zoo.") Path folder,
            @Option(
                            names = "--drop-damaged",
                            description = "Also drop damaged members that sound ones follow; the zoo is then smaller "
                                    + "for good. Their files move to the folder damaged.")
                    boolean dropDamaged)
            throws IOException {
        ZooRepair.Report report = ZooRepair.repair(folder, dropDamaged);
        report.actions().forEach(terminal.out()::println);
        terminal.out()
                .println(folder + ": " + (report.actions().isEmpty() ? "nothing to repair, " : "") + report.members()
                        + " of " + report.planned() + " members are there and sound");
    }
}
