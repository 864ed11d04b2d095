package org.weightflow.pruning.instability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The instability of several networks at several points, dense ones among them, and which of the networks are as accurate as their
 * dense selves.
 *
 * @param steps T, of the whole run
 * @param rows  one a point
 */
public record StabilityReport(long steps, List<Row> rows) {
    public StabilityReport {
        rows = List.copyOf(rows);
    }

    /**
     * One point.
     *
     * @param source   whose masks they are; {@code dense} for none
     * @param step     k, at which copies branched off
     * @param density  kept share of the prunable values, the mean over networks
     * @param on       by the names of the examples
     * @param networks one a network
     */
    public record Row(
            String source, long step, double density, Map<String, Numbers> on, List<InstabilityReport> networks) {
        public Row {
            on = new TreeMap<>(on);
            networks = List.copyOf(networks);
        }
    }

    /**
     * Means over the networks of a point, and how many of them pass.
     *
     * @param accuracy     of the copies, in [0, 1]
     * @param errorBarrier the instability, a fraction
     * @param lossBarrier  in nats
     * @param stable       networks whose instability is below {@link InstabilityReport#STABLE_BELOW}
     * @param matching     networks that are as accurate as their dense copies, within {@link InstabilityReport#MATCHING_WITHIN}
     */
    public record Numbers(double accuracy, double errorBarrier, double lossBarrier, int stable, int matching) {
        private static Numbers of(List<InstabilityReport> networks, List<InstabilityReport> dense, String data) {
            int stable = 0;
            int matching = 0;
            for (int n = 0; n < networks.size(); n++) {
                stable += networks.get(n).stable(data) ? 1 : 0;
                matching += networks.get(n).matching(data, dense.get(n).accuracy(data)) ? 1 : 0;
            }
            return new Numbers(
                    mean(networks, each -> each.accuracy(data)),
                    mean(networks, each -> each.errorBarrier(data)),
                    mean(networks, each -> each.lossBarrier(data)),
                    stable,
                    matching);
        }
    }

    /**
     * @param steps   T
     * @param sources one a point, whose masks they are; the first is a dense point, whose copies say how accurate dense networks are
     * @param reports as {@link Instability#along} gives them: point after point, one a network
     * @param data    names of the examples that were measured on
     * @throws IllegalArgumentException if there are not as many reports for each point
     */
    public static StabilityReport of(
            long steps, List<String> sources, List<InstabilityReport> reports, List<String> data) {
        if (sources.isEmpty() || reports.isEmpty() || reports.size() % sources.size() != 0) {
            throw new IllegalArgumentException(reports.size() + " reports of " + sources.size() + " points");
        }
        int networks = reports.size() / sources.size();
        List<InstabilityReport> dense = reports.subList(0, networks);
        List<Row> rows = new ArrayList<>();
        for (int point = 0; point < sources.size(); point++) {
            List<InstabilityReport> own = reports.subList(point * networks, (point + 1) * networks);
            Map<String, Numbers> on = new TreeMap<>();
            data.forEach(name -> on.put(name, Numbers.of(own, dense, name)));
            rows.add(new Row(
                    sources.get(point),
                    own.get(0).step(),
                    mean(own, each -> each.kept() / (double) each.prunable()),
                    on,
                    own));
        }
        return new StabilityReport(steps, rows);
    }

    private static double mean(List<InstabilityReport> networks, ToDoubleFunction<InstabilityReport> number) {
        return networks.stream().mapToDouble(number).average().orElseThrow();
    }
}
