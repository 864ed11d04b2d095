package org.weightflow.networks.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weightflow.networks.checkpoint.CheckpointFormatException;

/**
 * What the Small CNN Zoo's {@code metrics.csv.gz} says of a row of the matrix.
 *
 * @param index   of the row
 * @param metrics those that are finite, by {@code source.} and the name of their column
 */
record SmallCnnRow(int index, int step, String activation, String dataset, Map<String, Double> metrics) {
    private static final String MODEL = "modeldir";
    private static final String STEP = "step";
    private static final String ACTIVATION = "config.activation";
    private static final String DATASET = "config.dataset";
    private static final List<String> METRICS = List.of("test_accuracy", "test_loss", "train_accuracy", "train_loss");
    private static final List<String> NEEDED =
            List.of(MODEL, STEP, ACTIVATION, DATASET, METRICS.get(0), METRICS.get(1), METRICS.get(2), METRICS.get(3));

    /** A column with gaps has floats for whole numbers in pandas. */
    private static final Pattern STEPS = Pattern.compile("([0-9]{1,9})(\\.0)?");

    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?");
    private static final Pattern NO_NUMBER = Pattern.compile("|nan|[+-]?inf", Pattern.CASE_INSENSITIVE);

    /**
     * One row of each network, by rising index: that of the given step, or else of its last.
     *
     * @param rows of the matrix; the file must have as many
     * @throws CheckpointFormatException naming the line, if one is not as it should be, or there are more or fewer
     */
    static List<SmallCnnRow> choose(Path file, long rows, OptionalInt step) throws IOException {
        Map<String, SmallCnnRow> chosen = new HashMap<>();
        try (CsvFile csv = CsvFile.open(file, NEEDED)) {
            int index = 0;
            for (; csv.next(); index++) {
                if (index == rows) {
                    throw csv.fault("more lines than the matrix has rows, which are " + rows);
                }
                SmallCnnRow row = of(index, csv);
                if (step.isEmpty() || step.getAsInt() == row.step()) {
                    String model = csv.value(MODEL);
                    SmallCnnRow last = chosen.get(model);
                    if (last != null && last.step() == row.step()) {
                        throw csv.fault("step " + row.step() + " of " + model + " stands twice");
                    }
                    if (last == null || last.step() < row.step()) {
                        chosen.put(model, row);
                    }
                }
            }
            if (index < rows) {
                throw new CheckpointFormatException(
                        file, index + " lines behind the first, but the matrix has " + rows + " rows");
            }
        }
        return chosen.values().stream()
                .sorted(Comparator.comparingInt(SmallCnnRow::index))
                .toList();
    }

    private static SmallCnnRow of(int index, CsvFile csv) throws CheckpointFormatException {
        String step = csv.value(STEP);
        Matcher whole = STEPS.matcher(step);
        if (!whole.matches()) {
            throw csv.fault("step '" + step + "' is not a whole number");
        }
        Map<String, Double> metrics = new TreeMap<>();
        for (String name : METRICS) {
            String text = csv.value(name);
            if (NUMBER.matcher(text).matches()) {
                double value = Double.parseDouble(text);
                if (Double.isFinite(value)) {
                    metrics.put("source." + name, value);
                }
            } else if (!NO_NUMBER.matcher(text).matches()) {
                throw csv.fault(name + " '" + text + "' is not a number");
            }
        }
        return new SmallCnnRow(
                index,
                Integer.parseInt(whole.group(1)),
                csv.value(ACTIVATION).intern(),
                csv.value(DATASET).intern(),
                metrics);
    }
}
