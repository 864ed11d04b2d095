package org.weightflow.bayes.comparison;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.weightflow.bayes.ticket.DeterministicTickets;
import org.weightflow.bayes.ticket.IterativePosterior;
import org.weightflow.bayes.ticket.PosteriorControl;
import org.weightflow.bayes.ticket.PosteriorMethod;
import org.weightflow.bayes.ticket.PosteriorScore;
import org.weightflow.bayes.ticket.Transplanted;
import org.weightflow.bayes.ticket.TransplantedBack;

/** The methods by name, in the order of listings. */
public final class LevelMethods {
    /** Iterative magnitude pruning of the deterministic networks. */
    public static final String DETERMINISTIC = "deterministic";

    private static final String LRR = "-lrr";
    private static final Map<String, PosteriorMethod> METHODS = methods();

    private LevelMethods() {}

    private static Map<String, PosteriorMethod> methods() {
        Map<String, PosteriorMethod> methods = new LinkedHashMap<>();
        for (PosteriorScore score : PosteriorScore.values()) {
            methods.put(score.id(), IterativePosterior.of(score));
        }
        for (PosteriorScore score : PosteriorScore.values()) {
            methods.put(score.id() + LRR, new IterativePosterior(score, false));
        }
        for (PosteriorControl.Kind kind : PosteriorControl.Kind.values()) {
            methods.put(
                    kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    new PosteriorControl(PosteriorScore.MAGNITUDE, kind));
        }
        methods.put(DETERMINISTIC, new DeterministicTickets());
        methods.put("transplanted", new Transplanted(Transplanted.Weights.REWOUND));
        methods.put("transplanted-trained", new Transplanted(Transplanted.Weights.TRAINED));
        methods.put("transplanted-back", new TransplantedBack(PosteriorScore.MAGNITUDE));
        return Collections.unmodifiableMap(methods);
    }

    /** All names. */
    public static List<String> names() {
        return List.copyOf(METHODS.keySet());
    }

    /** Whether there is a method of that name, and it looks for masks of its own in posteriors. */
    public static boolean findsMasks(String name) {
        return METHODS.get(name) instanceof IterativePosterior;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public static PosteriorMethod of(String name) {
        PosteriorMethod method = METHODS.get(name);
        if (method == null) {
            throw new IllegalArgumentException("method '" + name + "' is not one of " + String.join(", ", names()));
        }
        return method;
    }
}
