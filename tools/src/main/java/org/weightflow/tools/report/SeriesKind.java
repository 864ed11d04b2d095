package org.weightflow.tools.report;

/** What the networks of a series are. */
public enum SeriesKind {
    /** The training networks; their novelty and overlap are leave-one-out. */
    ZOO("zoo"),
    /** Networks drawn from the generator. */
    SAMPLES("samples"),
    /** Networks made from the zoo by a method that needs no generator. */
    BASELINE("baseline");

    private final String label;

    SeriesKind(String label) {
        this.label = label;
    }

    /** The kind in lower case, as in the page and its data. */
    String label() {
        return label;
    }
}
