package org.weightflow.canon.alignment;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.weightflow.canon.evidence.EvidenceConfig;
import org.weightflow.canon.gauge.GaugeConfig;
import org.weightflow.canon.matching.AlignmentConfig;

/**
 * How the members of a population are brought into one coordinate system.
 *
 * @param method      by what units are matched
 * @param matching    what they are matched to, and how long is searched
 * @param activations what activations are computed on, for the methods that look at them
 * @param gauges      what else is fixed among networks of one function, each at most once; kept in the order in which they are
 *                    carried out
 */
public record AlignmentPlan(
        AlignmentMethod method, AlignmentConfig matching, EvidenceConfig activations, List<GaugeConfig.Kind> gauges) {
    public AlignmentPlan {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(matching, "matching");
        Objects.requireNonNull(activations, "activations");
        gauges = new GaugeConfig(Set.copyOf(gauges)).kinds().stream().toList();
    }

    /** Weight matching to the first member, no gauges. */
    public static AlignmentPlan defaults() {
        return new AlignmentPlan(
                AlignmentMethod.WEIGHT_MATCHING, AlignmentConfig.defaults(), EvidenceConfig.defaults(), List.of());
    }

    /** Whether members stay exactly as they are. */
    public boolean isNothing() {
        return method == AlignmentMethod.NONE && gauges.isEmpty();
    }

    public AlignmentPlan withMethod(AlignmentMethod method) {
        return new AlignmentPlan(method, matching, activations, gauges);
    }

    public AlignmentPlan withMatching(AlignmentConfig matching) {
        return new AlignmentPlan(method, matching, activations, gauges);
    }

    public AlignmentPlan withActivations(EvidenceConfig activations) {
        return new AlignmentPlan(method, matching, activations, gauges);
    }

    public AlignmentPlan withGauges(List<GaugeConfig.Kind> gauges) {
        return new AlignmentPlan(method, matching, activations, gauges);
    }
}
