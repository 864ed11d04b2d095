package org.weightflow.tools.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.canon.comparison.ComparedMethod;
import org.weightflow.canon.matching.AlignmentConfig;
import org.weightflow.canon.matching.PopulationAlignment;
import org.weightflow.canon.matching.Reference;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.networks.Symmetry;
import org.weightflow.tools.words.Nearest;

/** The ways to align that a report can compare, by name. */
public final class AlignmentMethods {
    /** Makes a method for networks of a symmetry. */
    @FunctionalInterface
    private interface Maker {
        ComparedMethod make(String name, Symmetry symmetry, AlignmentConfig config, int threads);
    }

    private static final Map<String, Maker> MAKERS = makers();

    private AlignmentMethods() {}

    private static Map<String, Maker> makers() {
        Map<String, Maker> makers = new LinkedHashMap<>();
        makers.put("weight-matching-first", weightMatching(Reference.FIRST));
        makers.put("weight-matching-medoid", weightMatching(Reference.MEDOID));
        makers.put("weight-matching-mean", weightMatching(Reference.MEAN));
        makers.put(
                "pair-by-pair",
                (name, symmetry, config, threads) ->
                        new ComparedMethod.PairByPair(name, new WeightMatching(symmetry, config.matching())));
        return makers;
    }

    private static Maker weightMatching(Reference reference) {
        return (name, symmetry, config, threads) -> new ComparedMethod.Population(
                name, (members, seed, listener) -> new PopulationAlignment(symmetry, config.withReference(reference))
                        .align(members, seed, threads, listener));
    }

    /** All names, in the order in which they are compared unless another is asked for. */
    public static List<String> names() {
        return List.copyOf(MAKERS.keySet());
    }

    /**
     * The method of a name.
     *
     * @param config  of which the reference does not count, since the name has it
     * @param threads matchings that run at once
     * @throws IllegalArgumentException if there is no such method, naming those that there are
     */
    public static ComparedMethod of(String name, Symmetry symmetry, AlignmentConfig config, int threads) {
        Maker maker = MAKERS.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("alignment method '" + name + "' is not one of "
                    + String.join(", ", names()) + Nearest.hint(name, names()));
        }
        return maker.make(name, symmetry, config, threads);
    }
}
