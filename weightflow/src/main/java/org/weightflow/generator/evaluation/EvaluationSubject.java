package org.weightflow.generator.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.evaluation.source.NetworkSource;

/**
 * What an evaluation is about, beside the test examples.
 *
 * @param zoo      aligned members, in whose space distances are taken; at least one
 * @param samples  networks in the same space; at least one; as many networks of each baseline are drawn
 * @param heldOut  indices of the members that the generator did not learn from; baselines are drawn from the others. Empty if it
 *                 learnt from all, or if that is not known
 * @param settings networks of the generator under each of several sampling settings, for its line on the frontier; may be none
 * @param effort   what training and sampling took
 * @param outliers further examples of no class by name, of the test examples' shape and scaled as they are; may be none
 */
public record EvaluationSubject(
        NetworkSource zoo,
        NetworkSource samples,
        Set<Integer> heldOut,
        List<Setting> settings,
        Effort effort,
        Map<String, Examples> outliers) {
    /**
     * Numbers that networks do not tell; NaN where not known.
     *
     * @param trainingExamples examples that a member was trained on, each as often as it came
     * @param samplingFlops    floating-point operations of one sample
     */
    public record Effort(double trainingExamples, double samplingFlops) {
        public static final Effort UNKNOWN = new Effort(Double.NaN, Double.NaN);
    }

    /**
     * A way to sample the generator.
     *
     * @param name     such as {@code temperature-0.5}, distinct
     * @param networks that it gives; at least one
     */
    public record Setting(String name, NetworkSource networks) {
        public Setting {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(networks, "networks");
        }
    }

    public EvaluationSubject {
        Objects.requireNonNull(zoo, "zoo");
        Objects.requireNonNull(samples, "samples");
        Objects.requireNonNull(effort, "effort");
        heldOut = Set.copyOf(heldOut);
        settings = List.copyOf(settings);
        outliers = Collections.unmodifiableMap(new LinkedHashMap<>(outliers));
        for (int member : heldOut) {
            if (member < 0 || member >= zoo.count()) {
                throw new IllegalArgumentException(
                        "held-out member " + member + " is not one of the zoo's " + zoo.count());
            }
        }
        if (zoo.count() > 0 && heldOut.size() == zoo.count()) {
            throw new IllegalArgumentException("all " + zoo.count() + " members are held out, so none was learnt from");
        }
    }

    /** Networks of which nothing else is known. */
    public static EvaluationSubject of(NetworkSource zoo, NetworkSource samples) {
        return new EvaluationSubject(zoo, samples, Set.of(), List.of(), Effort.UNKNOWN, Map.of());
    }

    public EvaluationSubject withHeldOut(Set<Integer> heldOut) {
        return new EvaluationSubject(zoo, samples, heldOut, settings, effort, outliers);
    }

    public EvaluationSubject withSettings(List<Setting> settings) {
        return new EvaluationSubject(zoo, samples, heldOut, settings, effort, outliers);
    }

    public EvaluationSubject withEffort(Effort effort) {
        return new EvaluationSubject(zoo, samples, heldOut, settings, effort, outliers);
    }

    public EvaluationSubject withOutliers(Map<String, Examples> outliers) {
        return new EvaluationSubject(zoo, samples, heldOut, settings, effort, outliers);
    }
}
