package org.weightflow.canon.pca;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.weightflow.canon.linear.Rows;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;

/**
 * Principal components of groups of columns, each group by itself, such as the layers of networks: every component lies within its
 * group, and codes are those of the groups one after the other.
 * <p>With all components each group can be any combination of the rows on its own, so that decoded rows are not held to one
 * combination throughout; the codes are longer for it, up to (N - 1) for each group.
 * <p>A group in which all rows are equal has no components. Passes, cost and memory are those of {@link DualPrincipalComponents}.
 */
public final class GroupedComponents {
    private final int[] bounds;
    private final List<DualPrincipalComponents> groups;
    private final int[] firstCodes;

    private GroupedComponents(int[] bounds, List<DualPrincipalComponents> groups) {
        this.bounds = bounds;
        this.groups = List.copyOf(groups);
        this.firstCodes = new int[groups.size() + 1];
        for (int g = 0; g < groups.size(); g++) {
            firstCodes[g + 1] = firstCodes[g] + groups.get(g).count();
        }
    }

    /**
     * @param others rows that are placed among the components and have no part in them; may be none
     * @param bounds first column of each group, ascending from 0, and the number of columns
     * @param retain kept of each group
     * @throws IllegalArgumentException as {@link DualPrincipalComponents#fit} does, or if the bounds do not divide the columns, or
     *                                  all rows are equal
     */
    public static GroupedComponents fit(
            Rows rows, Rows others, int[] bounds, Retain retain, GramSolver solver, Seed seed) {
        Check.atLeast("groups", bounds.length - 1, 1);
        if (bounds[0] != 0 || bounds[bounds.length - 1] != rows.length()) {
            throw new IllegalArgumentException(
                    "bounds " + Arrays.toString(bounds) + " do not divide " + rows.length() + " columns");
        }
        List<DualPrincipalComponents> groups = new ArrayList<>();
        for (int g = 0; g + 1 < bounds.length; g++) {
            int start = bounds[g];
            int width = Check.atLeast("columns of group " + g, bounds[g + 1] - start, 1);
            groups.add(DualPrincipalComponents.fit(
                    Rows.columns(rows, start, width),
                    others.count() == 0 ? others : Rows.columns(others, start, width),
                    retain,
                    solver,
                    seed.child(g)));
        }
        GroupedComponents fitted = new GroupedComponents(bounds.clone(), groups);
        if (fitted.count() == 0) {
            throw new IllegalArgumentException(
                    "all " + rows.count() + " rows are equal, so there is no direction in which they differ");
        }
        return fitted;
    }

    /** The bounds of a single group. */
    public static int[] whole(Layout layout) {
        return new int[] {0, layout.size()};
    }

    /** The bounds of layers: runs of entries whose names are equal up to the last dot. */
    public static int[] layers(Layout layout) {
        List<Integer> bounds = new ArrayList<>(List.of(0));
        for (int e = 1; e < layout.entries().size(); e++) {
            boolean another = !layer(layout, e).equals(layer(layout, e - 1));
            if (another && layout.offset(e) > bounds.get(bounds.size() - 1) && layout.offset(e) < layout.size()) {
                bounds.add(layout.offset(e));
            }
        }
        bounds.add(layout.size());
        return bounds.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String layer(Layout layout, int entry) {
        String name = layout.entry(entry).name();
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    /** Number of groups. */
    public int groups() {
        return groups.size();
    }

    /** The components of one group. */
    public DualPrincipalComponents group(int index) {
        return groups.get(index);
    }

    /** The first column of a group; of the one behind the last the number of columns. */
    public int bound(int index) {
        return bounds[index];
    }

    /** Where a group's values start in codes; of the one behind the last the length of codes. */
    public int firstCode(int index) {
        return firstCodes[index];
    }

    /** Number of components of all groups. */
    public int count() {
        return firstCodes[groups.size()];
    }

    /** The variances of the codes' values, largest first within each group. */
    public double[] variances() {
        return groups.stream()
                .flatMapToDouble(group -> Arrays.stream(group.variances()))
                .toArray();
    }

    /** The variance of the rows in all directions of all groups. */
    public double totalVariance() {
        return groups.stream()
                .mapToDouble(DualPrincipalComponents::totalVariance)
                .sum();
    }

    /** The codes of the rows, {@code [N][count]}. */
    public double[][] codes() {
        return concatenated(groups.stream().map(DualPrincipalComponents::codes));
    }

    /** The codes of the other rows, {@code [H][count]}. */
    public double[][] otherCodes() {
        return concatenated(groups.stream().map(DualPrincipalComponents::otherCodes));
    }

    /** The squared distances of the other rows to the mean. */
    public double[] otherSquares() {
        double[] sum = new double[groups.get(0).otherSquares().length];
        for (DualPrincipalComponents group : groups) {
            double[] squares = group.otherSquares();
            for (int h = 0; h < sum.length; h++) {
                sum[h] += squares[h];
            }
        }
        return sum;
    }

    private double[][] concatenated(Stream<double[][]> parts) {
        List<double[][]> all = parts.toList();
        double[][] joined = new double[all.get(0).length][count()];
        for (int g = 0; g < all.size(); g++) {
            for (int i = 0; i < joined.length; i++) {
                System.arraycopy(all.get(g)[i], 0, joined[i], firstCodes[g], all.get(g)[i].length);
            }
        }
        return joined;
    }
}
