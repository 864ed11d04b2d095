package org.weightflow.canon.assignment;

import java.util.Arrays;

/** A binary heap of the indices 0 to n - 1 by keys that may be lowered while they are in it. */
final class IndexHeap {
    private static final int OUTSIDE = -1;

    private final double[] keys;
    private final int[] heap;
    private final int[] positions;
    private int size;

    IndexHeap(int n) {
        keys = new double[n];
        heap = new int[n];
        positions = new int[n];
        clear();
    }

    /** Takes all indices out and gives them the key infinity. */
    void clear() {
        Arrays.fill(keys, Double.POSITIVE_INFINITY);
        Arrays.fill(positions, OUTSIDE);
        size = 0;
    }

    /** The keys of all indices, inside or outside; read only. */
    double[] keys() {
        return keys;
    }

    /** The least key inside; infinity if there is none. */
    double least() {
        return size == 0 ? Double.POSITIVE_INFINITY : keys[heap[0]];
    }

    /** Puts an index in, or moves one that is inside up. */
    void lower(int index, double key) {
        keys[index] = key;
        int at = positions[index];
        if (at == OUTSIDE) {
            at = size++;
        }
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            int above = heap[parent];
            if (keys[above] <= key) {
                break;
            }
            heap[at] = above;
            positions[above] = at;
            at = parent;
        }
        heap[at] = index;
        positions[index] = at;
    }

    /** Takes the index of the least key out and makes its key minus infinity, below which none can be lowered. */
    int pop() {
        int top = heap[0];
        positions[top] = OUTSIDE;
        keys[top] = Double.NEGATIVE_INFINITY;
        int last = heap[--size];
        if (size > 0) {
            sink(last);
        }
        return top;
    }

    private void sink(int index) {
        double key = keys[index];
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && keys[heap[child + 1]] < keys[heap[child]]) {
                child++;
            }
            int below = heap[child];
            if (keys[below] >= key) {
                break;
            }
            heap[at] = below;
            positions[below] = at;
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = index;
        positions[index] = at;
    }
}
