package org.weightflow.canon.alignment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.weightflow.networks.artefact.Json;

/**
 * The figures of an {@code alignment.json} that speak of all members together.
 *
 * @param objectiveBefore           sum over members of the inner product with the reference, as they were given
 * @param objectiveAfter            the same once permuted
 * @param largestFunctionDifference largest change of any logit as a fraction of the logit scale
 */
public record AlignmentSummary(double objectiveBefore, double objectiveAfter, double largestFunctionDifference) {
    /**
     * Reads them from the folder of an aligned zoo.
     *
     * @throws IOException naming the file and the field, if it is damaged
     */
    public static AlignmentSummary read(Path folder) throws IOException {
        Path file = folder.resolve(ZooAlignment.REPORT);
        Map<?, ?> report = Json.read(file, Map.class);
        if (!Integer.valueOf(ZooAlignment.SCHEMA).equals(report.get("schema"))) {
            throw new IOException(file + ": schema " + report.get("schema") + " is not " + ZooAlignment.SCHEMA
                    + ", the one that this version reads");
        }
        return new AlignmentSummary(
                number(file, report, "objective_before"),
                number(file, report, "objective_after"),
                number(file, report, "largest_function_difference"));
    }

    private static double number(Path file, Map<?, ?> report, String field) throws IOException {
        if (report.get(field) instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new IOException(file + ": " + field + " is not a finite number");
    }
}
