package org.weightflow.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Digits: 1,797 handwritten digits of 8 x 8 pixels, the grey levels 0 to 16 divided by 16.
 *
 * @see <a href="https://doi.org/10.24432/C50P49">Alpaydin and Kaynak (1998), Optical Recognition of Handwritten
 *     Digits</a>
 */
record Digits() implements EmbeddedTable {
    private static final List<String> CLASS_NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    private static final List<Integer> SHAPE = List.of(1, 8, 8);
    private static final int FEATURES = 64;
    private static final int COUNT = 1797;
    private static final int LARGEST = 16;

    @Override
    public String datasetName() {
        return "digits";
    }

    @Override
    public DatasetDescription describe(Path folder) {
        return new DatasetDescription(
                datasetName(),
                COUNT,
                SHAPE,
                CLASS_NAMES,
                true,
                true,
                "CC BY 4.0",
                "E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository, https://doi.org/10.24432/C50P49");
    }

    @Override
    public String resource() {
        return "digits.csv.gz";
    }

    @Override
    public byte[] unpack(InputStream in) throws IOException {
        try (GZIPInputStream unpacked = new GZIPInputStream(in)) {
            return unpacked.readAllBytes();
        }
    }

    @Override
    public Examples parse(byte[] content) throws IOException {
        List<String> lines =
                new String(content, StandardCharsets.US_ASCII).lines().toList();
        if (lines.size() != COUNT) {
            throw new DatasetFormatException(resource() + ": expected " + COUNT + " rows, found " + lines.size());
        }
        NumericTable table = NumericTable.parse(resource(), lines, 1, FEATURES, CLASS_NAMES.size());
        for (int i = 0; i < table.values().size(); i++) {
            float value = table.values().get(i);
            if (value < 0 || value > LARGEST || value != (int) value) {
                throw new DatasetFormatException(resource() + " line " + (1 + i / FEATURES)
                        + ": expected whole grey levels from 0 to " + LARGEST + ", found " + value);
            }
        }
        return table.toExamples(SHAPE, CLASS_NAMES.size(), LARGEST);
    }
}
