package org.weightflow.tools.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketReport;

/** Made-up comparisons of ticket methods; {@link #main} writes pages of them to a folder so that one can look at them. */
public final class TicketFixture {
    private static final int PRUNABLE = 266_200;
    private static final List<String> METHODS = List.of(
            "imp",
            "lrr",
            "fine-tune",
            "one-shot",
            "reinit",
            "shuffle",
            "random",
            "erk",
            "smart-ratio",
            "magnitude",
            "snip",
            "snip-iterative",
            "grasp",
            "synflow",
            "early-bird",
            "gem-miner");

    private TicketFixture() {}

    /** A cell of the prunable thousand values. */
    public static TicketCell cell(String method, int kept, double... accuracy) {
        List<Double> accuracies =
                IntStream.range(0, accuracy.length).mapToObj(i -> accuracy[i]).toList();
        return new TicketCell(
                method,
                kept,
                kept / 1000.0,
                Map.of("fc1.weight", kept / 2000.0, "fc2.weight", kept / 500.0),
                accuracies,
                accuracies.stream().map(each -> 0.25).toList(),
                accuracies.stream().map(each -> 0.0125).toList(),
                List.of(),
                12.5,
                3.25);
    }

    /** A comparison of such cells with dense networks of 90.00 ± 1.00 %, or of one network. */
    public static TicketReport report(int members, TicketCell... cells) {
        double[] dense = members == 1 ? new double[] {0.9} : new double[] {0.89, 0.9, 0.91};
        return new TicketReport(
                "mlp-64-16-10", "digits", members, 1000, 600, 20, cell("dense", 1000, dense), List.of(cells));
    }

    /** Methods that fall apart one after another as they keep less. */
    static TicketReport realistic(int methods, List<Double> densities) {
        SplittableRandom random = new SplittableRandom(methods);
        List<TicketCell> cells = new ArrayList<>();
        for (int m = 0; m < methods; m++) {
            for (double density : densities) {
                double breaking = 0.004 + 0.006 * m;
                double fall = 0.004 * Math.log(1 / density) * (m + 1) / methods
                        + 0.25 / (1 + Math.pow(density / breaking, 2));
                double search = m % 4 == 3 ? 0.004 * (m + 1) : 18 * (m + 1) * Math.log(1 / density);
                cells.add(realistic(METHODS.get(m), density, 0.9812 - fall, search, random));
            }
        }
        return new TicketReport(
                "lenet-300-100", "mnist", 10, PRUNABLE, 12_890, 500, realistic("dense", 1, 0.9806, 0, random), cells);
    }

    private static TicketCell realistic(
            String method, double density, double accuracy, double search, SplittableRandom random) {
        int kept = (int) Math.round(density * PRUNABLE);
        double spread = 0.0008 + 0.1 * Math.max(0, 0.97 - accuracy);
        List<Double> accuracies = random.doubles(10)
                .map(u -> accuracy + spread * (2 * u - 1) * 1.7)
                .boxed()
                .toList();
        return new TicketCell(
                method,
                kept,
                kept / (double) PRUNABLE,
                Map.of(
                        "fc1.weight",
                        density * 0.9,
                        "fc2.weight",
                        Math.min(1, density * 1.6),
                        "fc3.weight",
                        Math.min(1, density * 6)),
                accuracies,
                accuracies.stream().map(each -> 4 * (1 - each)).toList(),
                accuracies.stream().map(each -> (1 - each) / 3).toList(),
                accuracies,
                search,
                62 + random.nextDouble());
    }

    /** Writes the pages to the folder named by the first argument. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        TicketPage page = new TicketPage();
        String settings = "schema: 1\nname: mnist\nseed: 7\ncompare:\n  methods: [imp, lrr, snip]\n";
        Files.writeString(
                folder.resolve("tickets-methods.html"),
                page.render(realistic(METHODS.size(), List.of(0.2, 0.05, 0.02, 0.01)), settings));
        Files.writeString(folder.resolve("tickets-levels.html"), page.render(realistic(3, levels()), settings));
        Files.writeString(
                folder.resolve("tickets-one.html"),
                page.render(report(1, cell("imp", 100, 0.895), cell("random", 100, 0.7)), settings));
    }

    private static List<Double> levels() {
        return IntStream.rangeClosed(1, 20)
                .mapToObj(level -> Math.pow(0.8, level))
                .toList();
    }
}
