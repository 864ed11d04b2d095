package org.weightflow.bayes.montecarlo;

/** The draws that one chain kept, in order, and the log density of each. */
public final class Chain {
    private final double[][] draws;
    private final double[] logDensities;

    /**
     * @param draws        {@code [draws, dimension]}; kept, not copied
     * @param logDensities {@code [draws]}; kept, not copied
     */
    Chain(double[][] draws, double[] logDensities) {
        this.draws = draws;
        this.logDensities = logDensities;
    }

    /** How many draws were kept. */
    public int count() {
        return draws.length;
    }

    /** The position of a draw, {@code [dimension]}: the inner array, shared and to be read only. */
    public double[] draw(int index) {
        return draws[index];
    }

    /** The log density of each draw: the inner array, shared and to be read only. */
    public double[] logDensities() {
        return logDensities;
    }
}
