package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.weightflow.canon.assignment.BenchmarkCosts;
import org.weightflow.canon.assignment.LinearAssignment;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** Solves linear assignments of several kinds and sizes, and compares with SciPy on the same matrices. */
public final class AssignmentBench {
    private static final long SEED = 7;
    /** Rows of the matrices that are solved before the clock runs, so that all is compiled. */
    private static final int WARM_UP_ROWS = 256;

    private static final int WARM_UPS = 5;
    /** Of the largest cost, for each row: totals closer than this differ by rounding. */
    private static final double ROUNDING = 1e-14;

    private final int repeats;
    private final Progress progress;

    /** @param repeats times that each matrix is solved; the median counts */
    public AssignmentBench(int repeats, Progress progress) {
        this.repeats = repeats;
        this.progress = progress;
    }

    /** Seconds of each kind and size. */
    public Table run(List<BenchmarkCosts> kinds, List<Integer> sizes) {
        Table table = new Table(Column.text("costs"), Column.number("rows"), Column.number("seconds"));
        warmUp();
        try (Progress.Task task = progress.start("assign", (long) kinds.size() * sizes.size())) {
            for (int n : sizes) {
                for (BenchmarkCosts kind : kinds) {
                    Solved solved = solve(kind.draw(n, SEED), n);
                    table.row(name(kind), n, Table.decimal(solved.seconds, 4));
                    task.advance(1, "");
                }
            }
        }
        return table;
    }

    /**
     * The same beside SciPy's seconds on the same matrices, each measured right after ours.
     *
     * @param python that has SciPy
     * @param work   where matrices are written for the time being; null for the system's folder of temporary files
     */
    public Table run(List<BenchmarkCosts> kinds, List<Integer> sizes, String python, Path work) throws IOException {
        Table table = new Table(
                Column.text("costs"),
                Column.number("rows"),
                Column.number("seconds"),
                Column.number("SciPy's seconds"),
                Column.number("ratio"),
                Column.text("equally good"));
        warmUp();
        try (ScratchFolder scratch = new ScratchFolder(work);
                SciPyAssignment scipy = new SciPyAssignment(python, scratch.path());
                Progress.Task task = progress.start("assign", (long) kinds.size() * sizes.size())) {
            for (int n : sizes) {
                for (BenchmarkCosts kind : kinds) {
                    double[] cost = kind.draw(n, SEED);
                    Solved solved = solve(cost, n);
                    SciPyAssignment.Answer answer = scipy.solve(cost, n, repeats);
                    double scale = Arrays.stream(cost).map(Math::abs).max().orElse(0);
                    table.row(
                            name(kind),
                            n,
                            Table.decimal(solved.seconds, 4),
                            Table.decimal(answer.seconds(), 4),
                            Table.decimal(solved.seconds / answer.seconds(), 2),
                            Math.abs(solved.total - answer.total()) <= ROUNDING * n * scale ? "yes" : "NO");
                    task.advance(1, "");
                }
            }
        }
        return table;
    }

    private record Solved(double seconds, double total) {}

    private Solved solve(double[] cost, int n) {
        double[] seconds = new double[repeats];
        int[] columns = {};
        for (int i = 0; i < repeats; i++) {
            long start = System.nanoTime();
            columns = LinearAssignment.minimise(cost, n);
            seconds[i] = (System.nanoTime() - start) / 1e9;
        }
        Arrays.sort(seconds);
        return new Solved(seconds[repeats / 2], LinearAssignment.total(cost, columns));
    }

    private static void warmUp() {
        for (BenchmarkCosts kind : BenchmarkCosts.values()) {
            double[] cost = kind.draw(WARM_UP_ROWS, SEED);
            for (int i = 0; i < WARM_UPS; i++) {
                LinearAssignment.minimise(cost, WARM_UP_ROWS);
            }
        }
    }

    private static String name(BenchmarkCosts kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
