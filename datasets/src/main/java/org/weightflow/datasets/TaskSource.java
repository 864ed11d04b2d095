package org.weightflow.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** Where one named dataset comes from: inside the jar, or files in a folder. */
sealed interface TaskSource permits EmbeddedTable, MnistFamily, Cifar10 {
    /** The name users type. */
    String datasetName();

    /** Facts for a listing, without reading the data. */
    DatasetDescription describe(Path folder);

    /** Which files are looked for, and where, for people who put them there; empty for what is inside the jar. */
    String byHand(Path folder);

    /**
     * Reads the dataset.
     *
     * @param folder where files are looked for
     * @param draws chooses the test rows where there is no official test part
     */
    Dataset load(Path folder, RandomGenerator draws) throws IOException;
}
