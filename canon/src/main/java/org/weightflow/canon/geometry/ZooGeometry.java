package org.weightflow.canon.geometry;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.stream.IntStream;
import org.weightflow.canon.linear.ColumnPass;
import org.weightflow.canon.linear.LaneSums;
import org.weightflow.canon.linear.Rows;
import org.weightflow.canon.pca.Gram;

/**
 * The inner products of a zoo about its mean, against which other networks are placed.
 * <p>Distances come from |x - w|^2 = |x - m|^2 + |w - m|^2 - 2 {@code <x - m, w - m>} in float64; where so much cancels that fewer
 * than eight digits would be left, the pair is read once more and its difference summed directly, so that copies are resolved down
 * to distance 0.
 * <p>Cost O(N^2 D) to make and O(M N D) to place M networks; memory one block of columns.
 */
public final class ZooGeometry {
    /** A squared distance below this times the squares that it is the difference of is summed directly. */
    private static final double CANCELLED = 1e-8;
    /** Values of a row that are read at a time. */
    private static final int STRETCH = 1 << 16;

    private final Rows zoo;
    private final Gram gram;
    private final double[][] distances;

    private ZooGeometry(Rows zoo, Gram gram) {
        this.zoo = zoo;
        this.gram = gram;
        this.distances = new double[zoo.count()][zoo.count()];
        for (int i = 0; i < zoo.count(); i++) {
            for (int j = 0; j < i; j++) {
                distances[i][j] = distance(zoo, i, j, gram.at(i, i), gram.at(i, j));
                distances[j][i] = distances[i][j];
            }
        }
    }

    /**
     * @param zoo at least two rows; kept and read again as networks are placed
     * @throws IllegalArgumentException if there are fewer, or a value is NaN or infinite, naming its row and column
     */
    public static ZooGeometry of(Rows zoo) {
        return new ZooGeometry(zoo, Gram.of(zoo));
    }

    /** The members' inner products about their mean. */
    public Gram gram() {
        return gram;
    }

    /** Number of members N. */
    public int count() {
        return zoo.count();
    }

    /** The Euclidean distance of two members. */
    public double distance(int i, int j) {
        return distances[i][j];
    }

    /** For each member the distance to its nearest other one. */
    public double[] nearestDistances() {
        return IntStream.range(0, count())
                .mapToDouble(i -> IntStream.range(0, count())
                        .filter(j -> j != i)
                        .mapToDouble(j -> distances[i][j])
                        .min()
                        .orElseThrow())
                .toArray();
    }

    /**
     * Places networks in the zoo; reads each once, and the zoo once.
     *
     * @param networks rows as long as the zoo's
     * @throws IllegalArgumentException if they are not, or a value is not finite, naming its row and column
     */
    public Placements place(Rows networks) {
        if (networks.length() != zoo.length()) {
            throw new IllegalArgumentException(
                    "networks of " + networks.length() + " values cannot be placed in a zoo of " + zoo.length());
        }
        int m = networks.count();
        int n = zoo.count();
        double[] cross = new double[m * n];
        double[] squares = new double[m];
        if (m > 0) {
            place(networks, cross, squares);
        }
        double[][] toMembers = new double[m][n];
        for (int x = 0; x < m; x++) {
            for (int i = 0; i < n; i++) {
                toMembers[x][i] = distance(networks, x, i, squares[x], cross[x * n + i]);
            }
        }
        return new Placements(gram, toMembers, squares, cross);
    }

    /** Sums {@code <x - m, w_i - m>} and |x - m|^2. */
    private void place(Rows networks, double[] cross, double[] squares) {
        int n = zoo.count();
        int m = networks.count();
        try (LaneSums products = new LaneSums(n + m, m, n);
                LaneSums sums = new LaneSums(n + m, m, 1)) {
            ColumnPass.centred(Rows.stacked(zoo, networks), n, (lane, x, mean, from) -> {
                NDArray members = x.get(new NDIndex().addSliceDim(0, n));
                NDArray others = x.get(new NDIndex().addSliceDim(n, n + m));
                products.add(lane, others.matMul(members.transpose()));
                sums.add(lane, others.square().sum(new int[] {1}, true));
            });
            System.arraycopy(products.total(), 0, cross, 0, cross.length);
            System.arraycopy(sums.total(), 0, squares, 0, squares.length);
        }
    }

    /** |x - w_i| from |x - m|^2 and {@code <x - m, w_i - m>}, or directly. */
    private double distance(Rows networks, int x, int i, double square, double product) {
        double squares = square + gram.at(i, i);
        double squaredDistance = squares - 2 * product;
        return Math.sqrt(squaredDistance > CANCELLED * squares ? squaredDistance : direct(networks, x, i));
    }

    private double direct(Rows networks, int x, int i) {
        int width = Math.min(STRETCH, zoo.length());
        float[] a = new float[width];
        float[] b = new float[width];
        double sum = 0;
        for (int from = 0; from < zoo.length(); from += width) {
            int columns = Math.min(width, zoo.length() - from);
            networks.read(x, from, columns, a, 0);
            zoo.read(i, from, columns, b, 0);
            for (int k = 0; k < columns; k++) {
                double difference = (double) a[k] - b[k];
                sum += difference * difference;
            }
        }
        return sum;
    }
}
