package org.weightflow.generator.flow;

/**
 * What was measured of the averaged weights at one step; NaN where something was not measured.
 *
 * @param step           optimiser steps done; 0 is the untrained flow
 * @param trainingLoss   mean flow-matching loss of the steps since the row before; NaN at step 0
 * @param validationLoss loss on the held-out codes over a fixed grid of times and noise; NaN without held-out codes
 * @param velocityNorm   root mean square velocity over a fixed grid on the training codes
 * @param codeRmsRatio   root mean square of the sampled codes over that of the training codes; well below 1 is a collapse
 * @param novelty        r: median distance of the sampled codes to the nearest training code, over the median distance of a
 *                       training code to the nearest other one, both in weight units
 * @param accuracy       the caller's score of the sampled codes; NaN without a scorer
 */
public record CurveRow(
        int step,
        double trainingLoss,
        double validationLoss,
        double velocityNorm,
        double codeRmsRatio,
        double novelty,
        double accuracy) {
    /** The names of the columns, as {@link #toCsv} orders them. */
    public static final String CSV_HEADER =
            "step,training_loss,validation_loss,velocity_norm,code_rms_ratio,novelty,accuracy";

    /** The row for a CSV file; what was not measured is empty. */
    public String toCsv() {
        StringBuilder line = new StringBuilder().append(step);
        for (double value :
                new double[] {trainingLoss, validationLoss, velocityNorm, codeRmsRatio, novelty, accuracy}) {
            line.append(',').append(Double.isNaN(value) ? "" : Double.toString(value));
        }
        return line.toString();
    }

    /** @throws IllegalArgumentException saying what is wrong with the line */
    public static CurveRow ofCsv(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != 7) {
            throw new IllegalArgumentException("7 cells expected, " + cells.length + " found");
        }
        double[] values = new double[7];
        for (int i = 1; i < values.length; i++) {
            values[i] = cells[i].isEmpty() ? Double.NaN : Double.parseDouble(cells[i]);
        }
        return new CurveRow(
                Integer.parseInt(cells[0]), values[1], values[2], values[3], values[4], values[5], values[6]);
    }
}
