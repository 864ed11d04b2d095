package org.weightflow.canon.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;

/**
 * Several methods side by side, all measured on the same pairs and examples: the content of {@code alignment-report.json}.
 *
 * @param schema           of the file
 * @param architecture     in its short form
 * @param members          of the population
 * @param data             what losses and errors are of
 * @param statisticsImages training images behind the batch normalisation of every network; 0 where there is none
 * @param methods          the first one leaves every member as it is
 */
public record AlignmentReport(
        int schema,
        String architecture,
        int members,
        List<Data> data,
        int statisticsImages,
        List<MethodReport> methods) {
    /** Raised whenever a field changes its meaning or goes. */
    public static final int SCHEMA = 1;

    /** The file that {@link #write} makes. */
    public static final String FILE = "alignment-report.json";

    /** A set of examples. */
    public record Data(String name, int examples) {}

    public AlignmentReport {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException(
                    "schema " + schema + " is not " + SCHEMA + ", the one that this version reads");
        }
        data = List.copyOf(data);
        methods = List.copyOf(methods);
        Set<String> names = new HashSet<>();
        for (MethodReport method : methods) {
            if (!names.add(method.name())) {
                throw new IllegalArgumentException("method '" + method.name() + "' is listed twice");
            }
        }
    }

    /** Reads the report of a folder. */
    public static AlignmentReport read(Path folder) throws IOException {
        return Json.read(folder.resolve(FILE), AlignmentReport.class);
    }

    /** Writes {@code alignment-report.json} to a folder. */
    public void write(Path folder) throws IOException {
        AtomicFiles.writeText(folder.resolve(FILE), Json.text(this));
    }
}
