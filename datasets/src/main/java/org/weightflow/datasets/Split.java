package org.weightflow.datasets;

import java.util.random.RandomGenerator;

/**
 * Training, validation and test part of one task: validation selects, test is read once at the end.
 *
 * <p>Validation is cut from the training part alone and shares no row with what is left of it; the test part passes
 * through untouched. The cut is stratified: of {@code count} rows a class with n_c of the n training rows gives its
 * share count * n_c / n, rounded up or down, so no class is off by a whole row. Rows keep their order.
 *
 * @param train what is left of the training part
 * @param validation the rows cut from it; may be empty
 * @param test the test part of the dataset
 */
public record Split(Examples train, Examples validation, Examples test) {
    public Split {
        if (!train.exampleShape().equals(validation.exampleShape())
                || !train.exampleShape().equals(test.exampleShape())) {
            throw new IllegalArgumentException("example shapes differ: " + train.exampleShape() + " in training, "
                    + validation.exampleShape() + " in validation, " + test.exampleShape() + " in test");
        }
        if (train.classes() != validation.classes() || train.classes() != test.classes()) {
            throw new IllegalArgumentException("numbers of classes differ: " + train.classes() + " in training, "
                    + validation.classes() + " in validation, " + test.classes() + " in test");
        }
    }

    /**
     * Cuts a validation part; the same dataset, count and seed of {@code draws} give the same split.
     *
     * @param validationCount rows to cut, from 0 to one less than the training part has
     * @param draws chooses the rows
     * @throws IllegalArgumentException if {@code validationCount} is out of that range
     */
    public static Split of(Dataset dataset, int validationCount, RandomGenerator draws) {
        Examples train = dataset.train();
        if (validationCount < 0 || validationCount >= train.count()) {
            throw new IllegalArgumentException("validationCount " + validationCount + " is not in [0, " + train.count()
                    + "), the training rows of " + dataset.name());
        }
        StratifiedCut cut = StratifiedCut.of(train.labels(), train.classes(), validationCount, draws);
        return new Split(train.select(cut.kept()), train.select(cut.taken()), dataset.test());
    }
}
