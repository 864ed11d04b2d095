package org.weightflow.canon.assignment;

import java.util.Arrays;

/**
 * For each row a few columns of least reduced cost c[i][j] - v[j], and a bound that all its other columns reach. Potentials v only
 * fall, and reduced costs only rise: a bound holds until its row is chosen anew, so that most questions to a row are answered by the
 * columns chosen once, without reading its n costs.
 */
final class CheapestColumns {
    /** Enough to outlast most of the rises, few enough to stay in the cache of a core; half or twice as many cost about the same. */
    private static final int CHOSEN = 48;
    /** Costs of a row that guess below which value the chosen ones lie. */
    private static final int SAMPLE = 64;

    private final double[] cost;
    private final double[] potential;
    private final int n;
    private final int width;
    private final int[] columns;
    private final double[] costs;
    private final int[] counts;
    private final double[] bounds;
    private final double[] reduced;
    private final double[] nearValues;
    private final int[] nearColumns;

    private int best;
    private int other;
    private double least;
    private double second;

    /**
     * @param cost      row-major {@code [n, n]}, n at least 2
     * @param potential v, of which the caller lowers elements and never raises one
     */
    CheapestColumns(double[] cost, double[] potential) {
        this.cost = cost;
        this.potential = potential;
        this.n = potential.length;
        this.width = Math.min(n, CHOSEN);
        this.columns = new int[n * width];
        this.costs = new double[n * width];
        this.counts = new int[n];
        this.bounds = new double[n];
        this.reduced = new double[n];
        this.nearValues = new double[2 * Math.max(width, SAMPLE)];
        this.nearColumns = new int[nearValues.length];
        Arrays.fill(bounds, Double.NEGATIVE_INFINITY);
    }

    /** Where the chosen columns of row i start. */
    int start(int i) {
        return i * width;
    }

    /** One past where they end. */
    int end(int i) {
        return i * width + counts[i];
    }

    int column(int at) {
        return columns[at];
    }

    /** c of its row and column. */
    double cost(int at) {
        return costs[at];
    }

    /** No column of row i but the chosen ones has a reduced cost below this. */
    double bound(int i) {
        return bounds[i];
    }

    /** Finds {@link #best()} and {@link #other()}. */
    void findTwo(int i) {
        scan(i);
        if (!(second <= bounds[i])) {
            choose(i);
            scan(i);
        }
    }

    /** The column of least reduced cost of the row last asked for. */
    int best() {
        return best;
    }

    /** The column of second-least reduced cost. */
    int other() {
        return other;
    }

    double least() {
        return least;
    }

    double second() {
        return second;
    }

    private void scan(int i) {
        int bestColumn = -1;
        int otherColumn = -1;
        double bestValue = Double.POSITIVE_INFINITY;
        double otherValue = Double.POSITIVE_INFINITY;
        int end = end(i);
        for (int k = start(i); k < end; k++) {
            int j = columns[k];
            double value = costs[k] - potential[j];
            if (value < otherValue) {
                if (value < bestValue) {
                    otherValue = bestValue;
                    otherColumn = bestColumn;
                    bestValue = value;
                    bestColumn = j;
                } else {
                    otherValue = value;
                    otherColumn = j;
                }
            }
        }
        best = bestColumn;
        other = otherColumn;
        least = bestValue;
        second = otherValue;
    }

    /** Whether most of the columns chosen for a row have risen above its bound, so that choosing anew would raise the bound. */
    boolean isStale(int i) {
        int below = 0;
        int end = end(i);
        for (int k = start(i); k < end; k++) {
            if (costs[k] - potential[columns[k]] <= bounds[i]) {
                below++;
            }
        }
        return 2 * below < width;
    }

    /** Chooses the columns of row i anew; at least two. */
    void choose(int i) {
        subtract(cost, i * n, potential, reduced);
        if (!collect(i, guess())) {
            collect(i, Double.POSITIVE_INFINITY);
        }
    }

    /** The reduced costs of the row that was chosen last, as they were then. */
    double[] reduced() {
        return reduced;
    }

    private static void subtract(double[] cost, int row, double[] potential, double[] difference) {
        for (int j = 0; j < difference.length; j++) {
            difference[j] = cost[row + j] - potential[j];
        }
    }

    /** A value that somewhat more than {@code width} reduced costs are likely to lie below; a wrong guess costs time only. */
    private double guess() {
        if (n < 2 * SAMPLE) {
            return Double.POSITIVE_INFINITY;
        }
        for (int s = 0; s < SAMPLE; s++) {
            nearValues[s] = reduced[(int) ((long) s * n / SAMPLE)];
        }
        int rank = Math.min(SAMPLE - 1, 2 + SAMPLE * width / n);
        partition(SAMPLE, rank);
        return Math.nextUp(nearValues[rank]);
    }

    /** Chooses the {@code width} least of the reduced costs below {@code limit}; false if those are fewer than two. */
    private boolean collect(int i, double limit) {
        double[] values = nearValues;
        int[] from = nearColumns;
        double threshold = limit;
        int count = 0;
        for (int j = 0; j < n; j++) {
            double value = reduced[j];
            if (value < threshold) {
                values[count] = value;
                from[count++] = j;
                if (count == values.length) {
                    threshold = partition(count, width - 1);
                    count = width;
                }
            }
        }
        if (count > width) {
            threshold = partition(count, width - 1);
            count = width;
        }
        if (count < 2) {
            return false;
        }
        int start = start(i);
        for (int k = 0; k < count; k++) {
            columns[start + k] = from[k];
            costs[start + k] = cost[i * n + from[k]];
        }
        counts[i] = count;
        bounds[i] = count == n ? Double.POSITIVE_INFINITY : threshold;
        return true;
    }

    /** Orders what is near so that none before {@code rank} is larger and none after it smaller (Hoare); returns the value there. */
    private double partition(int count, int rank) {
        double[] values = nearValues;
        int[] from = nearColumns;
        int low = 0;
        int high = count - 1;
        while (low < high) {
            double pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double value = values[i];
                    values[i] = values[j];
                    values[j] = value;
                    int column = from[i];
                    from[i++] = from[j];
                    from[j--] = column;
                }
            }
            if (rank <= j) {
                high = j;
            } else if (rank >= i) {
                low = i;
            } else {
                return values[rank];
            }
        }
        return values[rank];
    }
}
