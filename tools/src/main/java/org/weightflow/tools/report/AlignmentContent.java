package org.weightflow.tools.report;

import java.util.List;
import org.weightflow.canon.comparison.AlignmentReport;
import org.weightflow.tools.report.ReportContent.Fact;

/**
 * What the page of an alignment report shows.
 *
 * @param title      heading of the page
 * @param dataset    name of the task data
 * @param report     measured on examples called {@code train} and {@code test}
 * @param commands   shell commands that make the same again, in order
 * @param provenance versions, operating system, threads, checksum of the data ...
 */
public record AlignmentContent(
        String title, String dataset, AlignmentReport report, List<String> commands, List<Fact> provenance) {
    /** The examples on which methods are told apart. */
    static final String TRAIN = "train";

    /** The examples that numbers in words refer to. */
    static final String TEST = "test";

    public AlignmentContent {
        commands = List.copyOf(commands);
        provenance = List.copyOf(provenance);
    }
}
