package org.weightflow.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Iris: 150 flowers of three species, four lengths in centimetres each, unscaled.
 *
 * @see <a href="https://doi.org/10.1111/j.1469-1809.1936.tb02137.x">Fisher (1936)</a>
 */
record Iris() implements EmbeddedTable {
    private static final List<String> CLASS_NAMES = List.of("setosa", "versicolor", "virginica");
    private static final int FEATURES = 4;
    private static final int COUNT = 150;
    /** What the first line of the file says: rows, features, class names. */
    private static final String FIRST_LINE = COUNT + "," + FEATURES + "," + String.join(",", CLASS_NAMES);

    @Override
    public String datasetName() {
        return "iris";
    }

    @Override
    public DatasetDescription describe(Path folder) {
        return new DatasetDescription(
                datasetName(),
                COUNT,
                List.of(FEATURES),
                CLASS_NAMES,
                true,
                true,
                "CC BY 4.0",
                "R. A. Fisher (1936), UCI Machine Learning Repository, https://doi.org/10.24432/C56C76");
    }

    @Override
    public String resource() {
        return "iris.csv";
    }

    @Override
    public byte[] unpack(InputStream in) throws IOException {
        return in.readAllBytes();
    }

    @Override
    public Examples parse(byte[] content) throws IOException {
        List<String> lines =
                new String(content, StandardCharsets.US_ASCII).lines().toList();
        if (lines.size() != COUNT + 1 || !lines.get(0).equals(FIRST_LINE)) {
            throw new DatasetFormatException(resource() + ": expected the line '" + FIRST_LINE + "' and " + COUNT
                    + " rows, found '" + (lines.isEmpty() ? "" : lines.get(0)) + "' and "
                    + Math.max(0, lines.size() - 1)
                    + " rows");
        }
        return NumericTable.parse(resource(), lines.subList(1, lines.size()), 2, FEATURES, CLASS_NAMES.size())
                .toExamples(List.of(FEATURES), CLASS_NAMES.size(), 1);
    }
}
