package org.weightflow.networks.pickle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A Python dict or OrderedDict, in the order in which it was filled. */
public final class PickleDict extends Container {
    private final boolean ordered;
    private final Map<Object, Object> entries = new LinkedHashMap<>();

    PickleDict(boolean ordered) {
        this.ordered = ordered;
    }

    /** Keys are text or whole numbers (Long); the value None is null. */
    public Map<Object, Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** Whether it is a {@code collections.OrderedDict}. */
    boolean isOrdered() {
        return ordered;
    }

    void put(Object key, Object value) {
        // Other keys are equal in Python where they are not in Java (1, 1.0 and True), and no state dict has them.
        if (!(key instanceof String || key instanceof Long)) {
            throw new IllegalArgumentException(
                    "the key " + PickleMessages.kind(key) + " is neither text nor a whole number");
        }
        if (entries.containsKey(key)) {
            throw new IllegalArgumentException(
                    "the key " + PickleMessages.shown(key.toString()) + " stands twice in a dict");
        }
        hold(value);
        entries.put(key, value);
    }
}
