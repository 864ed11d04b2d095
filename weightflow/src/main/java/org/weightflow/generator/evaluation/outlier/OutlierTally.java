package org.weightflow.generator.evaluation.outlier;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.metrics.Detection;
import org.weightflow.networks.metrics.Information;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.prediction.PopulationPredictor;

/** Sums up what an ensemble's members, which come one after the other, predict of test examples and of outliers. */
public final class OutlierTally {
    /** Members of the ensemble that looks for outliers. */
    public static final int ENSEMBLE = 16;

    private final Architecture architecture;
    private final Map<String, Examples> sets;
    private final Map<String, double[]> sums = new LinkedHashMap<>();
    private double[] testSums;
    private int members;

    /** @param sets outliers by name, of the test examples' shape and number of classes */
    public OutlierTally(Architecture architecture, Map<String, Examples> sets) {
        this.architecture = architecture;
        this.sets = sets;
    }

    /**
     * Lets the next networks of a series vote, as far as there is room.
     *
     * @param test what each of them predicts of the test examples
     */
    public void add(List<StateDict> networks, List<Predictions> test) {
        int more = Math.min(networks.size(), ENSEMBLE - members);
        if (sets.isEmpty() || more == 0) {
            return;
        }
        members += more;
        test.subList(0, more).forEach(predictions -> testSums = summed(testSums, predictions));
        sets.forEach((name, examples) -> new PopulationPredictor(architecture)
                .predict(more, networks::get, examples, (any, logits) -> {
                    Predictions predictions = Predictions.ofLogits(logits, 0, examples.count(), architecture.classes());
                    sums.put(name, summed(sums.get(name), predictions));
                }));
    }

    private static double[] summed(double[] sum, Predictions more) {
        int classes = more.classes();
        double[] result = sum == null ? new double[more.examples() * classes] : sum;
        for (int i = 0; i < result.length; i++) {
            result[i] += more.probability(i / classes, i % classes);
        }
        return result;
    }

    /** One report a set; NaN throughout for fewer than {@value #ENSEMBLE} networks. */
    public Map<String, OutlierReport> reports() {
        Map<String, OutlierReport> reports = new LinkedHashMap<>();
        sets.keySet().forEach(name -> reports.put(name, members < ENSEMBLE ? OutlierReport.UNKNOWN : report(name)));
        return reports;
    }

    private OutlierReport report(String name) {
        Predictions test = mean(testSums);
        Predictions outliers = mean(sums.get(name));
        return new OutlierReport(
                Detection.of(test.confidences(), outliers.confidences()),
                Detection.of(negativeEntropies(test), negativeEntropies(outliers)));
    }

    private Predictions mean(double[] summed) {
        int classes = architecture.classes();
        double[][] mean = new double[summed.length / classes][classes];
        for (int i = 0; i < summed.length; i++) {
            mean[i / classes][i % classes] = summed[i] / members;
        }
        return Predictions.ofProbabilities(mean);
    }

    private static double[] negativeEntropies(Predictions predictions) {
        return Arrays.stream(Information.entropies(predictions)).map(h -> -h).toArray();
    }
}
