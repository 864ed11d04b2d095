package org.weightflow.datasets;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of comma-separated numbers whose last column is the class label.
 *
 * @param values features {@code [labels.size(), features]}, row-major
 * @param labels class of each row
 */
record NumericTable(List<Float> values, List<Integer> labels) {
    NumericTable {
        values = List.copyOf(values);
        labels = List.copyOf(labels);
    }

    /**
     * Parses lines; empty lines are an error like any other.
     *
     * @param source names the file in messages
     * @param firstLine number of the first of {@code lines} in the file, from 1
     * @param features columns before the label
     * @param classes labels run from 0 to {@code classes - 1}
     * @throws DatasetFormatException if a line has another number of columns, no number, or a label out of range
     */
    static NumericTable parse(String source, List<String> lines, int firstLine, int features, int classes)
            throws DatasetFormatException {
        List<Float> values = new ArrayList<>(lines.size() * features);
        List<Integer> labels = new ArrayList<>(lines.size());
        for (int row = 0; row < lines.size(); row++) {
            String place = source + " line " + (firstLine + row);
            List<String> cells = List.of(lines.get(row).split(",", -1));
            if (cells.size() != features + 1) {
                throw new DatasetFormatException(
                        place + ": expected " + features + " features and a label, found " + cells.size() + " columns");
            }
            for (String cell : cells.subList(0, features)) {
                values.add(feature(place, cell));
            }
            labels.add(label(place, cells.get(features), classes));
        }
        return new NumericTable(values, labels);
    }

    private static float feature(String place, String cell) throws DatasetFormatException {
        try {
            float value = Float.parseFloat(cell);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new DatasetFormatException(place + ": expected a number, found '" + cell + "'", e);
        }
        throw new DatasetFormatException(place + ": expected a finite number, found '" + cell + "'");
    }

    private static int label(String place, String cell, int classes) throws DatasetFormatException {
        try {
            int label = Integer.parseInt(cell);
            if (label >= 0 && label < classes) {
                return label;
            }
        } catch (NumberFormatException e) {
            throw new DatasetFormatException(place + ": expected a whole number as label, found '" + cell + "'", e);
        }
        throw new DatasetFormatException(place + ": expected a label in [0, " + classes + "), found " + cell);
    }

    /** The table as examples, every value divided by {@code divisor}. */
    Examples toExamples(List<Integer> exampleShape, int classes, float divisor) {
        float[] features = new float[values.size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = values.get(i) / divisor;
        }
        int[] rows = labels.stream().mapToInt(Integer::intValue).toArray();
        return Examples.owning(features, rows, exampleShape, classes);
    }
}
