package org.weightflow.generator.flow;

/**
 * Sines and cosines of a time t in [0, 1]: sin(w_j t) and cos(w_j t), w_j rising geometrically from 1 to 64 radians.
 * <p>Faster waves would let the field change between the steps of a coarse solver.
 */
final class TimeFeatures implements TimeInputs {
    private static final double FASTEST = 64;

    private final double[] frequencies;

    /** @param count even */
    TimeFeatures(int count) {
        frequencies = new double[count / 2];
        for (int j = 0; j < frequencies.length; j++) {
            frequencies[j] = frequencies.length == 1 ? 1 : Math.pow(FASTEST, j / (frequencies.length - 1.0));
        }
    }

    @Override
    public int count() {
        return 2 * frequencies.length;
    }

    /** Writes all sines, then all cosines. */
    @Override
    public void write(double time, float[] target, int from) {
        for (int j = 0; j < frequencies.length; j++) {
            double angle = frequencies[j] * time;
            target[from + j] = (float) Math.sin(angle);
            target[from + frequencies.length + j] = (float) Math.cos(angle);
        }
    }
}
