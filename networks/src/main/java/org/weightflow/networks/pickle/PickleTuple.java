package org.weightflow.networks.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A Python tuple. */
public final class PickleTuple extends Container {
    private final List<Object> items;

    PickleTuple(List<Object> items) {
        items.forEach(this::hold);
        this.items = Collections.unmodifiableList(new ArrayList<>(items));
    }

    /** The items; None is null. */
    public List<Object> items() {
        return items;
    }
}
