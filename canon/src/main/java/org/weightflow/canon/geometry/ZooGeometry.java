package org.weightflow.canon.geometry;

import java.util.stream.IntStream;
import org.weightflow.canon.linear.Block;
import org.weightflow.canon.linear.MatrixProduct;
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
        MatrixProduct product = new MatrixProduct();
        int width = Block.width(m + n, zoo.length());
        Block members = new Block(zoo, width);
        Block others = new Block(networks, width);
        for (int from = 0; m > 0 && from < zoo.length(); from += width) {
            members.load(from);
            members.subtract(gram.mean());
            others.load(from);
            others.subtract(gram.mean());
            int columns = others.columns();
            double[] part = product.timesTransposed(others.values(), m, members.values(), n, columns);
            for (int k = 0; k < cross.length; k++) {
                cross[k] += part[k];
            }
            for (int x = 0; x < m; x++) {
                for (int k = x * columns; k < (x + 1) * columns; k++) {
                    squares[x] += others.values()[k] * others.values()[k];
                }
            }
        }
        double[][] toMembers = new double[m][n];
        for (int x = 0; x < m; x++) {
            for (int i = 0; i < n; i++) {
                toMembers[x][i] = distance(networks, x, i, squares[x], cross[x * n + i]);
            }
        }
        return new Placements(gram, toMembers, squares, cross);
    }

    /** |x - w_i| from |x - m|^2 and {@code <x - m, w_i - m>}, or directly. */
    private double distance(Rows networks, int x, int i, double square, double product) {
        double squares = square + gram.at(i, i);
        double squaredDistance = squares - 2 * product;
        return Math.sqrt(squaredDistance > CANCELLED * squares ? squaredDistance : direct(networks, x, i));
    }

    private double direct(Rows networks, int x, int i) {
        int width = Block.width(2, zoo.length());
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
