package org.weightflow.datasets;

import java.util.List;

/**
 * Short facts about a dataset, for a listing.
 *
 * @param name the name that {@link Datasets#load} knows
 * @param examples number of examples, training and test together; 0 if only absent files would tell
 * @param exampleShape extents of one example, {@code [channels, height, width]} for images
 * @param classNames one name a class
 * @param embedded whether it is inside the jar and needs no folder
 * @param present whether it can be loaded now: embedded, or all of its files are in the folder; they are not read
 * @param licence licence of the data
 * @param origin who made it and where it is published
 */
public record DatasetDescription(
        String name,
        int examples,
        List<Integer> exampleShape,
        List<String> classNames,
        boolean embedded,
        boolean present,
        String licence,
        String origin) {
    public DatasetDescription {
        exampleShape = List.copyOf(exampleShape);
        classNames = List.copyOf(classNames);
    }

    /** Values in one example: the product of {@link #exampleShape()}. */
    public int featureCount() {
        return exampleShape.stream().reduce(1, Math::multiplyExact);
    }
}
