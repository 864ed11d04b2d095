package org.weightflow.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * A small table inside the jar, without an official test part.
 *
 * <p>{@link Datasets#TEST_FRACTION} of the rows, rounded to the nearest whole number, becomes the test part, drawn by
 * class in proportion (see {@link StratifiedCut}).
 */
sealed interface EmbeddedTable extends TaskSource permits Iris, Digits {
    /** Name of the resource beside this class. */
    String resource();

    /** Reads all rows from the unpacked content of the resource. */
    Examples parse(byte[] content) throws IOException;

    /** Unpacks the content of the resource. */
    byte[] unpack(InputStream in) throws IOException;

    @Override
    default String byHand(Path folder) {
        return "";
    }

    @Override
    default Dataset load(Path folder, RandomGenerator draws) throws IOException {
        DatasetDescription facts = describe(folder);
        byte[] content = content();
        Examples all = parse(content);
        int testCount = (int) Math.round(all.count() * Datasets.TEST_FRACTION);
        StratifiedCut cut = StratifiedCut.of(all.labels(), all.classes(), testCount, draws);
        return new Dataset(
                facts.name(),
                all.select(cut.kept()),
                all.select(cut.taken()),
                facts.classNames(),
                facts.licence(),
                facts.origin(),
                Sha256.of(content));
    }

    private byte[] content() throws IOException {
        try (InputStream in = EmbeddedTable.class.getResourceAsStream(resource())) {
            if (in == null) {
                throw new IllegalStateException(resource() + " is missing from the jar of weightflow-datasets");
            }
            return unpack(in);
        }
    }
}
