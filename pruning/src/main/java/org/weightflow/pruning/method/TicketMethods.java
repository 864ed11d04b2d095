package org.weightflow.pruning.method;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.weightflow.pruning.search.Workbench;

/** The methods by name, in the order of listings. */
public final class TicketMethods {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Map<String, Entry> ENTRIES = entries();
    private static final Map<String, TicketMethod> DEFAULTS = methods();

    private record Entry(TicketMethod method, String summary) {}

    private TicketMethods() {}

    private static Map<String, Entry> entries() {
        Map<String, Entry> methods = new LinkedHashMap<>();
        put(
                methods,
                IterativeMagnitude.NAME,
                new IterativeMagnitude(),
                "Iterative magnitude pruning: train, prune, rewind the weights to step k, again.");
        put(
                methods,
                "lrr",
                new LearningRateRewinding(),
                "Iterative magnitude pruning that rewinds the learning rate and goes on with the weights.");
        put(
                methods,
                "fine-tune",
                FineTuning.defaults(),
                "Iterative magnitude pruning with fine-tuning instead of rewinding.");
        put(
                methods,
                "one-shot",
                new OneShotMagnitude(),
                "Prunes the trained dense network once by magnitude and rewinds.");
        put(
                methods,
                "early-bird",
                EarlyBird.defaults(),
                "Early-Bird: the mask of the epoch from which on magnitude pruning would draw nearly the same, rewound.");
        put(methods, "reinit", new Reinitialised(), "Control: the masks of imp on fresh weights.");
        put(methods, "shuffle", new Shuffled(), "Control: random masks with the layer counts of imp's.");
        put(methods, "random", new RandomMask(), "Random masks, the same share of each layer.");
        put(methods, "erk", new ErdosRenyiMask(), "Random masks with Erdos-Renyi-kernel shares.");
        put(methods, "smart-ratio", new SmartRatios(), "Random tickets: random masks with smart ratios.");
        put(methods, "magnitude", MagnitudeTickets.defaults(), "Keeps the largest untrained weights.");
        put(
                methods,
                "snip",
                SnipTickets.defaults(),
                "SNIP: keeps the weights of largest connection sensitivity before training.");
        put(
                methods,
                "grasp",
                GraspTickets.defaults(),
                "GraSP: keeps the weights that gradient flow needs before training.");
        put(
                methods,
                "synflow",
                SynFlowTickets.defaults(),
                "SynFlow: keeps the weights of largest synaptic flow, without data.");
        put(methods, "cts", ConcreteTickets.defaults(), "Concrete ticket search: gradient descent on relaxed masks.");
        put(methods, "rigl", RigLTickets.defaults(), "RigL: trains sparse, growing where the gradient is largest.");
        put(methods, "set", SetTickets.defaults(), "SET: trains sparse, growing anywhere.");
        put(methods, "gmp", GradualTickets.defaults(), "Gradual magnitude pruning while training.");
        put(
                methods,
                "cs",
                GatedTickets.defaults(),
                "Continuous sparsification: gates that are trained with the weights.");
        return Collections.unmodifiableMap(methods);
    }

    private static void put(Map<String, Entry> methods, String name, TicketMethod method, String summary) {
        methods.put(name, new Entry(method, summary));
    }

    private static Map<String, TicketMethod> methods() {
        Map<String, TicketMethod> methods = new LinkedHashMap<>();
        ENTRIES.forEach((name, entry) -> methods.put(name, entry.method()));
        return Collections.unmodifiableMap(methods);
    }

    /** What a method does, in one sentence. */
    public static String summary(String name) {
        return ENTRIES.get(name).summary();
    }

    /** For each name its method with the published settings. */
    public static Map<String, TicketMethod> defaults() {
        return DEFAULTS;
    }

    /**
     * Requires that a method can go by that name, which becomes a part of file names and a field of tables: it is made of letters,
     * digits, dots, hyphens and underscores, and is not a listed name of another kind of method, since the controls look for the masks
     * of {@code imp} under that name.
     *
     * @throws IllegalArgumentException if not
     */
    public static void requireName(String name, TicketMethod method) {
        if (!NAME.matcher(name).matches() || name.equals(Workbench.DENSE)) {
            throw new IllegalArgumentException("method name '" + name
                    + "' is 'dense', or not letters, digits, dots, hyphens and underscores of which the first is a letter or "
                    + "digit");
        }
        TicketMethod listed = DEFAULTS.get(name);
        if (listed != null && listed.getClass() != method.getClass()) {
            throw new IllegalArgumentException("method name '" + name + "' is that of another method than "
                    + name(method) + "; choose a name of your own");
        }
    }

    /** The name of a method, whatever its settings. */
    public static String name(TicketMethod method) {
        return DEFAULTS.entrySet().stream()
                .filter(entry -> entry.getValue().getClass() == method.getClass())
                .findFirst()
                .orElseThrow()
                .getKey();
    }
}
