package org.weightflow.networks.pickle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The values at work, with the marks that Python's pickles set between them. */
final class PickleStack {
    private static final int MOST_VALUES = 1_000_000;

    private final List<Object> values = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();

    void push(Object value) {
        requireRoom();
        values.add(value);
    }

    void mark() {
        requireRoom();
        marks.push(values.size());
    }

    private void requireRoom() {
        if (values.size() + marks.size() >= MOST_VALUES) {
            throw new IllegalArgumentException("the stack has more than " + MOST_VALUES + " values");
        }
    }

    Object pop() {
        requireValue();
        return values.remove(values.size() - 1);
    }

    Object top() {
        requireValue();
        return values.get(values.size() - 1);
    }

    private void requireValue() {
        if (values.size() <= (marks.isEmpty() ? 0 : marks.peek())) {
            throw new IllegalArgumentException("the stack has no value above the last mark");
        }
    }

    /** The values above the last mark, which goes with them. */
    List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw new IllegalArgumentException("the stack has no mark");
        }
        return pop(values.size() - marks.pop());
    }

    /** The uppermost values, the last one on top. */
    List<Object> popLast(int count) {
        if (values.size() - count < (marks.isEmpty() ? 0 : marks.peek())) {
            throw new IllegalArgumentException("the stack has fewer than " + count + " values above the last mark");
        }
        return pop(count);
    }

    private List<Object> pop(int count) {
        List<Object> upper = values.subList(values.size() - count, values.size());
        List<Object> popped = new ArrayList<>(upper);
        upper.clear();
        return popped;
    }

    /** The one value that is left. */
    Object only() {
        if (values.size() != 1 || !marks.isEmpty()) {
            throw new IllegalArgumentException("the stack has " + values.size() + " values and " + marks.size()
                    + " marks at the end, not one value");
        }
        return values.get(0);
    }
}
