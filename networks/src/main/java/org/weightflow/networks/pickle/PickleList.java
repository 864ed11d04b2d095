package org.weightflow.networks.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A Python list. */
public final class PickleList extends Container {
    private final List<Object> items = new ArrayList<>();

    PickleList() {}

    /** The items; None is null. */
    public List<Object> items() {
        return Collections.unmodifiableList(items);
    }

    void add(Object item) {
        hold(item);
        items.add(item);
    }
}
