package org.weightflow.pruning.persistence;

/** Disjoint sets of the numbers 0 to n - 1, united by size and with halved paths: nearly constant time an operation. */
final class UnionFind {
    private final int[] parent;
    private final int[] size;

    /** Each number alone. */
    UnionFind(int count) {
        parent = new int[count];
        size = new int[count];
        for (int i = 0; i < count; i++) {
            parent[i] = i;
            size[i] = 1;
        }
    }

    /** Unites the sets of two numbers; false if they were one already. */
    boolean unite(int a, int b) {
        int first = root(a);
        int second = root(b);
        if (first == second) {
            return false;
        }
        int larger = size[first] >= size[second] ? first : second;
        int smaller = larger == first ? second : first;
        parent[smaller] = larger;
        size[larger] += size[smaller];
        return true;
    }

    private int root(int number) {
        int at = number;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}
