package org.weightflow.pruning.method;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The methods by name, in the order of listings. */
public final class TicketMethods {
    private static final Map<String, TicketMethod> DEFAULTS = defaultsByName();

    private TicketMethods() {}

    private static Map<String, TicketMethod> defaultsByName() {
        Map<String, TicketMethod> methods = new LinkedHashMap<>();
        methods.put(IterativeMagnitude.NAME, new IterativeMagnitude());
        methods.put("lrr", new LearningRateRewinding());
        methods.put("fine-tune", FineTuning.defaults());
        methods.put("one-shot", new OneShotMagnitude());
        methods.put("reinit", new Reinitialised());
        methods.put("shuffle", new Shuffled());
        methods.put("random", new RandomMask());
        methods.put("erk", new ErdosRenyiMask());
        methods.put("smart-ratio", new SmartRatios());
        return Collections.unmodifiableMap(methods);
    }

    /** For each name its method with the published settings. */
    public static Map<String, TicketMethod> defaults() {
        return DEFAULTS;
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
