package org.weightflow.networks.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;

/**
 * Finds the network that a checkpoint belongs to: every family guesses from a few names and shapes, and a guess counts if its whole
 * layout is the checkpoint's. Names are first taken as they are, then without the prefixes that wrappers put before all of them;
 * what then fits no family may still be a fully connected network under names of its own.
 */
final class Recogniser {
    private static final List<String> PREFIXES = List.of("module.", "model.", "net.", "_orig_mod.");
    private static final int MOST_NAMES_IN_A_REASON = 5;

    /** A network that may fit, and what had to be assumed for it. */
    record Guess(Architecture architecture, List<String> assumed) {
        static Optional<Guess> of(Architecture architecture, String... assumed) {
            return Optional.of(new Guess(architecture, List.of(assumed)));
        }
    }

    private final List<Family> families;
    private final List<String> reasons = new ArrayList<>();

    Recogniser(List<Family> families) {
        this.families = families;
    }

    Recognition recognise(Map<String, List<Long>> shapes) {
        Map<String, List<Long>> stripped = shapes;
        String prefix = "";
        try {
            while (true) {
                Optional<Recognition> found = recognise(Shapes.of(stripped), prefix);
                if (found.isPresent()) {
                    return found.get();
                }
                Map<String, List<Long>> wrapped = stripped;
                Optional<String> more = PREFIXES.stream()
                        .filter(each ->
                                !wrapped.isEmpty() && wrapped.keySet().stream().allMatch(name -> name.startsWith(each)))
                        .findFirst();
                if (more.isEmpty()) {
                    break;
                }
                prefix += more.get();
                stripped = without(more.get(), stripped);
            }
            Optional<LinearChain> chain = LinearChain.of(Shapes.of(shapes));
            if (chain.isPresent()) {
                return chain.get().recognised();
            }
        } catch (IllegalArgumentException fault) {
            reasons.add(fault.getMessage());
        }
        if (reasons.isEmpty()) {
            reasons.add("the names " + listed(List.copyOf(shapes.keySet())) + " are those of no known network");
        }
        return new Recognition.Unknown(reasons);
    }

    private Optional<Recognition> recognise(Shapes shapes, String prefix) {
        for (Family family : families) {
            try {
                Optional<Guess> guess = family.guess().apply(shapes);
                if (guess.isPresent()) {
                    return Optional.of(verified(guess.get(), shapes, prefix));
                }
            } catch (IllegalArgumentException misfit) {
                reasons.add("not " + family.name() + ": " + misfit.getMessage());
            }
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException naming what differs from the guessed network's layout */
    private static Recognition verified(Guess guess, Shapes shapes, String prefix) {
        Map<String, String> names = new LinkedHashMap<>();
        List<String> surplus = new ArrayList<>(shapes.names());
        int missing = 0;
        for (Layout.Entry entry : guess.architecture().layout().entries()) {
            surplus.remove(entry.name());
            if (!shapes.has(entry.name()) && entry.kind() == Layout.Kind.COUNTER) {
                missing++;
            } else if (!shapes.shape(entry.name()).equals(entry.shape())) {
                throw new IllegalArgumentException(entry.name() + ": shape " + shapes.shape(entry.name())
                        + " found, but " + guess.architecture().id() + " has " + entry.shape());
            } else {
                names.put(entry.name(), prefix + entry.name());
            }
        }
        if (!surplus.isEmpty()) {
            throw new IllegalArgumentException(guess.architecture().id() + " has no " + listed(surplus));
        }
        List<String> assumed = new ArrayList<>(guess.assumed());
        if (missing > 0) {
            assumed.add(missing + " counters num_batches_tracked are missing and taken as 0");
        }
        return new Recognition.Found(guess.architecture(), names, assumed);
    }

    private static Map<String, List<Long>> without(String prefix, Map<String, List<Long>> shapes) {
        Map<String, List<Long>> stripped = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> stripped.put(name.substring(prefix.length()), shape));
        return stripped;
    }

    private static String listed(List<String> names) {
        int most = Math.min(names.size(), MOST_NAMES_IN_A_REASON);
        String rest = most == names.size() ? "" : " and " + (names.size() - most) + " more";
        return String.join(", ", names.subList(0, most)) + rest;
    }
}
