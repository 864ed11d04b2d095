package org.weightflow.datasets;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A classification task with its training and its test part; the test part is read once, at the end.
 *
 * @param name the name that {@link Datasets#load} knows, for instance {@code mnist}
 * @param train the training part, from which {@link Split} cuts validation
 * @param test the official test part, or one cut by {@link Datasets#load} where there is none
 * @param classNames one name a class, in the order of the labels
 * @param licence licence of the data
 * @param origin who made it and where it is published
 * @param sha256 SHA-256 of the raw content in lower-case hexadecimal: the unpacked bytes of its files, one after the
 *     other (for an IDX family: train images, train labels, test images, test labels); the same however the files were
 *     packed, split or scaled
 */
public record Dataset(
        String name,
        Examples train,
        Examples test,
        List<String> classNames,
        String licence,
        String origin,
        String sha256) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public Dataset {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(licence, "licence");
        Objects.requireNonNull(origin, "origin");
        classNames = List.copyOf(classNames);
        if (!train.exampleShape().equals(test.exampleShape())) {
            throw new IllegalArgumentException(name + ": example shape " + train.exampleShape()
                    + " in the training part but " + test.exampleShape() + " in the test part");
        }
        if (train.classes() != classNames.size() || test.classes() != classNames.size()) {
            throw new IllegalArgumentException(name + ": " + classNames.size() + " class names for " + train.classes()
                    + " training and " + test.classes() + " test classes");
        }
        if (!SHA_256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    name + ": sha256 '" + sha256 + "' is not 64 lower-case hexadecimal digits");
        }
    }
}
