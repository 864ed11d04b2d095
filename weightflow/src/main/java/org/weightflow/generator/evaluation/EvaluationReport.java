package org.weightflow.generator.evaluation;

import java.util.List;
import org.weightflow.generator.evaluation.frontier.Frontier;

/**
 * What an evaluation found: the zoo, the samples, then the baselines in the order of the configuration.
 *
 * @param nearestDistance  the unit of r: median over the zoo of the distance to the nearest other member, in units of the weights;
 *                         NaN for one member
 * @param spectrum         the share of the zoo's variance that each principal axis holds, largest first; the first two are what a
 *                         map of {@link NetworkReport#x} and {@link NetworkReport#y} shows
 * @param statisticsImages training images from which the baselines' statistics of batch normalisation were estimated; 0 if none were
 * @param cost             of training against sampling
 * @param frontier         accuracy as a function of novelty; without families where none was measured
 */
public record EvaluationReport(
        List<Series> series,
        double nearestDistance,
        List<Double> spectrum,
        int statisticsImages,
        Cost cost,
        Frontier frontier) {
    public EvaluationReport {
        series = List.copyOf(series);
        spectrum = List.copyOf(spectrum);
    }

    public Series zoo() {
        return series.get(0);
    }

    public Series samples() {
        return series.get(1);
    }

    public List<Series> baselines() {
        return series.subList(2, series.size());
    }

    /** The series of that name. */
    public Series named(String name) {
        return series.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no series '" + name + "'; there are "
                        + series.stream().map(Series::name).toList()));
    }
}
