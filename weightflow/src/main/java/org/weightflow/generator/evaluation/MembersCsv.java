package org.weightflow.generator.evaluation;

import org.weightflow.networks.metrics.Scores;

/**
 * The text of {@code members.csv}: one line a network, series after series, LF at the end of each. Numbers are the shortest that
 * read back as the same double; a number that could not be computed is empty.
 */
public final class MembersCsv {
    static final String HEADER =
            "series,index,accuracy,nll,brier,ece,novelty,iou,largest_weight,participation,residual,density,x,y\n";

    private MembersCsv() {}

    public static String of(EvaluationReport report) {
        StringBuilder text = new StringBuilder(HEADER);
        for (Series series : report.series()) {
            for (int i = 0; i < series.networks().size(); i++) {
                NetworkReport network = series.networks().get(i);
                Scores scores = network.scores();
                text.append(series.name()).append(',').append(i);
                append(
                        text,
                        scores.accuracy(),
                        scores.nll(),
                        scores.brier(),
                        scores.ece(),
                        network.novelty(),
                        network.overlap(),
                        network.largestWeight(),
                        network.participation(),
                        network.residual(),
                        network.density(),
                        network.x(),
                        network.y());
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder line, double... numbers) {
        for (double number : numbers) {
            line.append(',');
            if (Double.isFinite(number)) {
                line.append(number);
            }
        }
    }
}
