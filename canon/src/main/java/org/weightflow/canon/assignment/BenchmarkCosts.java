package org.weightflow.canon.assignment;

import org.weightflow.networks.Check;

/**
 * Square cost matrices on which assignments are tested and timed, from easy to hard, the same bits on every machine.
 * <p>All draw from u(k) in [0, 1), the k-th number of SplitMix64 started at the seed, its upper 53 bits taken as a fraction; bell(k)
 * is the sum of the four 16-bit words of that number less its mean, nearly Gaussian and whole, so that sums of products are exact.
 * {@code canon/src/test/python/assignment_costs.py} makes the same matrices.
 *
 * @see <a href="https://doi.org/10.1145/2714064.2660195">Steele, Lea and Flood (2014), SplitMix64</a>
 */
public enum BenchmarkCosts {
    /** u. */
    UNIFORM,
    /** Whole numbers from 0 to 9. */
    TIES,
    /** -1000 u. */
    NEGATIVE,
    /** 1e300 (2 u - 1). */
    HUGE,
    /** Inner products of bell-shaped vectors of 8, as of units with few inputs. */
    LOW_RANK,
    /** Inner products of bell-shaped vectors of 64, as of units of a network. */
    INNER_PRODUCTS,
    /** u, less 0.3 where row i meets column i a mod n, which the best assignment nearly is. */
    PLANTED,
    /** Euclidean distances of uniform points of the unit square. */
    DISTANCES,
    /** 1, where all assignments are equally good. */
    CONSTANT,
    /** (i + 1) (j + 1), the hardest for shortest paths (Machol and Wien, 1976). */
    PRODUCTS;

    private static final double PLANTED_LEAD = 0.3;

    /**
     * The matrix of this kind.
     *
     * @return row-major {@code [n, n]}
     */
    public double[] draw(int n, long seed) {
        double[] cost = new double[Math.multiplyExact(Check.atLeast("rows", n, 1), n)];
        switch (this) {
            case LOW_RANK -> addInnerProducts(cost, n, 8, seed);
            case INNER_PRODUCTS -> addInnerProducts(cost, n, 64, seed);
            default -> {
                int stride = stride(n);
                for (int i = 0; i < n; i++) {
                    int planted = (int) ((long) i * stride % n);
                    for (int j = 0; j < n; j++) {
                        cost[i * n + j] = cost(i, j, n, seed, j == planted);
                    }
                }
            }
        }
        return cost;
    }

    private double cost(int i, int j, int n, long seed, boolean planted) {
        return switch (this) {
            case UNIFORM -> uniform(seed, (long) i * n + j);
            case TIES -> Math.floor(10 * uniform(seed, (long) i * n + j));
            case NEGATIVE -> -1000 * uniform(seed, (long) i * n + j);
            case HUGE -> 1e300 * (2 * uniform(seed, (long) i * n + j) - 1);
            case PLANTED -> uniform(seed, (long) i * n + j) - (planted ? PLANTED_LEAD : 0);
            case DISTANCES -> distance(i, n + j, seed);
            case CONSTANT -> 1;
            case PRODUCTS -> (i + 1.0) * (j + 1.0);
            case LOW_RANK, INNER_PRODUCTS -> throw new IllegalStateException(this + " is no function of single places");
        };
    }

    /** Of points p and q, whose coordinates are u(2 p), u(2 p + 1). */
    private static double distance(int p, int q, long seed) {
        double dx = uniform(seed, 2L * p) - uniform(seed, 2L * q);
        double dy = uniform(seed, 2L * p + 1) - uniform(seed, 2L * q + 1);
        return Math.sqrt(dx * dx + dy * dy);
    }

    /** A B, where A [n, rank] is the first numbers row by row and B [rank, n] the next ones. */
    private static void addInnerProducts(double[] cost, int n, int rank, long seed) {
        double[] b = new double[rank * n];
        for (int k = 0; k < b.length; k++) {
            b[k] = bell(seed, (long) n * rank + k);
        }
        for (int i = 0; i < n; i++) {
            for (int r = 0; r < rank; r++) {
                addScaled(cost, i * n, bell(seed, (long) i * rank + r), b, r * n, n);
            }
        }
    }

    private static void addScaled(double[] sum, int row, double factor, double[] b, int from, int n) {
        for (int j = 0; j < n; j++) {
            sum[row + j] += factor * b[from + j];
        }
    }

    /** The least number from 0.6 n on that shares no divisor with n, so that its multiples mod n meet every column. */
    private static int stride(int n) {
        int stride = Math.max(1, 3 * n / 5);
        while (greatestCommonDivisor(stride, n) > 1) {
            stride++;
        }
        return stride;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    private static double uniform(long seed, long k) {
        return (bits(seed, k) >>> 11) * 0x1p-53;
    }

    private static double bell(long seed, long k) {
        long z = bits(seed, k);
        return (z & 0xffff) + (z >>> 16 & 0xffff) + (z >>> 32 & 0xffff) + (z >>> 48) - 2 * 0xffff;
    }

    private static long bits(long seed, long k) {
        long z = seed + (k + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
