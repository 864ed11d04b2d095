package org.weightflow.generator.evaluation.frontier;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.generator.evaluation.baseline.GaussianMixture;
import org.weightflow.generator.evaluation.baseline.Interpolation;
import org.weightflow.generator.evaluation.baseline.KernelDensity;
import org.weightflow.generator.evaluation.baseline.Noise;
import org.weightflow.generator.evaluation.baseline.PcaGaussian;
import org.weightflow.generator.evaluation.baseline.PerDimensionGaussian;
import org.weightflow.generator.evaluation.baseline.Soup;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.networks.Layout;

/**
 * The levels of each family of baselines that a zoo's own scale asks for.
 * <p>Where the distance from a member is known beforehand the level is solved for it, so that a family covers r from .1 to 1.1
 * whatever the zoo: with u the unit of r (the median distance of a member to its nearest other one),
 * <ul>
 * <li>noise on k values has a norm of about sigma sqrt(k), so that sigma = r u / sqrt(k)
 * <li>a kernel of bandwidth h lies h sqrt(trace C) from its member in the mean square, so that h = r u / sqrt(trace C)
 * </ul>
 * The other families reach only the r that they reach: soups and interpolations end where the members are averaged away, scaled
 * Gaussians begin at the zoo's mean.
 */
public final class BaselineLevels {
    private static final List<Double> DISTANCES = List.of(0.1, 0.25, 0.5, 0.75, 1.0, 1.1);
    private static final List<Double> WEIGHTS = List.of(0.1, 0.25, 0.4, 0.5);
    private static final List<Double> SCALES = List.of(0.25, 0.5, 1.0, 1.25);
    private static final List<Integer> SOUPS = List.of(2, 4, 16, 64);
    private static final List<Integer> COMPONENTS = List.of(2, 5, 10, 25);
    /** Levels are rounded, so that their names stay short. */
    private static final MathContext DIGITS = new MathContext(4);

    private BaselineLevels() {}

    /**
     * @param zoo  what baselines are drawn from
     * @param unit the distance of r = 1
     * @return the levels by the name of their family; empty for a zoo of one member or of equal ones
     */
    public static Map<String, List<Baseline>> of(LoadedZoo zoo, double unit) {
        if (zoo.count() < 2 || !(unit > 0)) {
            return Map.of();
        }
        double trace = zoo.geometry().gram().trace() / (zoo.count() - 1);
        Map<String, List<Baseline>> families = new LinkedHashMap<>();
        families.put("noise", levels(DISTANCES, r -> new Noise(rounded(r * unit / Math.sqrt(keptValues(zoo))))));
        families.put("kernel-density", levels(DISTANCES, r -> new KernelDensity(rounded(r * unit / Math.sqrt(trace)))));
        families.put("interpolation", levels(WEIGHTS, Interpolation::new));
        families.put("soup", counted(zoo, SOUPS, Soup::new));
        families.put("pca-gaussian", levels(SCALES, PcaGaussian::new));
        families.put("per-dimension-gaussian", levels(SCALES, PerDimensionGaussian::new));
        families.put("gaussian-mixture", counted(zoo, COMPONENTS, GaussianMixture::new));
        families.values().removeIf(List::isEmpty);
        return families;
    }

    /** How many levels a zoo has whose baselines are drawn from so many members that are not all equal. */
    public static long count(int members) {
        return members < 2
                ? 0
                : 2L * DISTANCES.size()
                        + WEIGHTS.size()
                        + 2L * SCALES.size()
                        + SOUPS.stream()
                                .filter(m -> new Soup(m).fewestMembers() <= members)
                                .count()
                        + COMPONENTS.stream()
                                .filter(k -> new GaussianMixture(k).fewestMembers() <= members)
                                .count();
    }

    private static List<Baseline> levels(List<Double> levels, DoubleFunction<Baseline> made) {
        List<Baseline> baselines = new ArrayList<>();
        levels.forEach(level -> baselines.add(made.apply(level)));
        return baselines;
    }

    private static List<Baseline> counted(LoadedZoo zoo, List<Integer> levels, IntFunction<Baseline> made) {
        List<Baseline> baselines = new ArrayList<>();
        levels.forEach(level -> baselines.add(made.apply(level)));
        baselines.removeIf(baseline -> baseline.fewestMembers() > zoo.count());
        return baselines;
    }

    /** Mean over the members of the learnable values that are not pruned: as many as noise is added to. */
    private static double keptValues(LoadedZoo zoo) {
        Layout layout = zoo.layout();
        double kept = 0;
        for (int i = 0; i < zoo.count(); i++) {
            kept += zoo.network(i).keptPrunable();
        }
        return layout.learnableSize() - layout.prunableSize() + kept / zoo.count();
    }

    private static double rounded(double level) {
        return new BigDecimal(level).round(DIGITS).doubleValue();
    }
}
