package org.weightflow.tools.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.weightflow.canon.alignment.Aligner;
import org.weightflow.canon.alignment.AlignmentMethod;
import org.weightflow.canon.alignment.AlignmentPlan;
import org.weightflow.canon.comparison.ComparedMethod;
import org.weightflow.canon.gauge.GaugeConfig;
import org.weightflow.canon.matching.Reference;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.tools.words.Choices;
import org.weightflow.tools.words.Nearest;

/**
 * The ways to align that a report can compare, by names such as {@code weight-matching-mean+scale-balance}: a method, what members
 * are matched to ({@code first}, {@code medoid}, {@code mean}, or {@code pairs} for each pair by itself), and gauges.
 */
public final class AlignmentMethods {
    private static final String PAIRS = "pairs";

    private AlignmentMethods() {}

    /** Those that are compared unless others are asked for: of what suits the architecture, heads or none. */
    public static List<String> usual(Architecture architecture) {
        boolean heads = architecture.symmetry().groups().stream().anyMatch(group -> group.inside() != null);
        List<String> names = new ArrayList<>(List.of("git-rebasin-first"));
        if (heads) {
            names.add("deepweightflow-first");
            names.add("transfusion-first");
        }
        names.addAll(List.of(
                "weight-matching-pairs",
                "weight-matching-first",
                "weight-matching-mean",
                "activation-matching-mean",
                "weights-and-activations-mean"));
        if (!architecture.symmetry().scales().isEmpty()) {
            names.add("weight-matching-mean+scale-balance");
        }
        return names;
    }

    /**
     * The method of a name.
     *
     * @param training examples for the methods that look at activations
     * @param plan     all that the name does not say
     * @param threads  matchings that run at once
     * @throws IllegalArgumentException if there is no such method, naming those that there are
     */
    public static ComparedMethod of(
            String name, Architecture architecture, Examples training, AlignmentPlan plan, int threads) {
        List<String> parts = Arrays.asList(name.split("\\+", -1));
        int dash = parts.get(0).lastIndexOf('-');
        String to = parts.get(0).substring(dash + 1);
        AlignmentMethod method =
                find(AlignmentMethod.class, "method", parts.get(0).substring(0, Math.max(dash, 0)), name);
        boolean pairs = to.equals(PAIRS);
        Reference reference = pairs ? Reference.FIRST : find(Reference.class, "reference", to, name);
        List<GaugeConfig.Kind> gauges = parts.stream()
                .skip(1)
                .map(gauge -> find(GaugeConfig.Kind.class, "gauge", gauge, name))
                .toList();
        AlignmentPlan named = plan.withMethod(method)
                .withMatching(plan.matching().withReference(reference))
                .withGauges(gauges);
        return new ComparedMethod(name, pairs, new Aligner(architecture, training, named, threads)::align);
    }

    private static <E extends Enum<E>> E find(Class<E> type, String what, String word, String name) {
        List<String> known = Stream.concat(
                        Choices.ids(type).stream(), type == Reference.class ? Stream.of(PAIRS) : Stream.empty())
                .toList();
        return Choices.find(type, word)
                .map(type::cast)
                .orElseThrow(() -> new IllegalArgumentException("alignment '" + name + "': " + what + " '" + word
                        + "' is not one of " + String.join(", ", known) + Nearest.hint(word, known)
                        + "; such as weight-matching-mean+scale-balance"));
    }
}
