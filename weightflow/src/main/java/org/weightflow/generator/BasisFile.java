package org.weightflow.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.canon.linear.EntryOrder;
import org.weightflow.canon.linear.FileRows;
import org.weightflow.canon.linear.Rows;
import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.safetensors.SafetensorsDraft;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.StretchReader;

/** {@code basis.safetensors}: written a stretch of columns at a time, and held in memory or read where it is needed. */
final class BasisFile {
    private static final String MEAN = "mean";
    private static final String SCALE = "scale";
    private static final String COMPONENT = "components.";

    private BasisFile() {}

    /**
     * Writes the basis of a code space, implied or not; one pass over the members of an implied one.
     *
     * @return the SHA-256 of the file
     */
    static String write(Path path, CodeSpace space) throws IOException {
        Map<String, Integer> floats = new TreeMap<>(Map.of(MEAN, space.layout().size()));
        List<Layout> parts = new ArrayList<>();
        for (int j = 0; j < space.dimensions(); j++) {
            parts.add(space.entries(j).layout());
            floats.put(COMPONENT + j, parts.get(j).size());
        }
        try (SafetensorsDraft draft = SafetensorsDraft.ofVectors(path, floats, Map.of(SCALE, space.dimensions()))) {
            writeScale(draft, space.scale());
            writeState(draft, space);
            space.directions((which, entry, first, values, count) -> {
                Layout part = which == 0 ? space.layout() : parts.get(which - 1);
                int start = part.offset(part.indexOf(space.layout().entry(entry).name())) + first;
                write(draft, which == 0 ? MEAN : COMPONENT + (which - 1), start, values, count);
            });
            return draft.commit();
        } catch (UncheckedIOException failure) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private static void writeScale(SafetensorsDraft draft, double[] scale) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(scale.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(scale);
        draft.write(SCALE, 0, bytes);
    }

    /** The mean of what is not coded, at its places in the mean of the whole. */
    private static void writeState(SafetensorsDraft draft, CodeSpace space) {
        LayoutPart rest = space.coded().rest();
        for (int e = 0; e < rest.layout().entries().size(); e++) {
            FloatBuffer state = space.state().entry(e);
            float[] values = new float[state.remaining()];
            state.get(values);
            write(draft, MEAN, space.layout().offset(rest.place(e)), values, values.length);
        }
    }

    private static void write(SafetensorsDraft draft, String name, int from, float[] values, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values, 0, count);
        try {
            draft.write(name, (long) from * Float.BYTES, bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }

    /** Holds the basis if it is not too large, else reads it where it is needed. */
    static CodeSpace read(Path path, LayoutPart coded, GeneratorFacts facts) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(path);
        for (int j = 0; j < facts.dimensions(); j++) {
            file.tensor(COMPONENT + j);
        }
        double[] scale = Vectors.doubles(file, SCALE, facts.dimensions());
        boolean hold = (long) facts.dimensions() * coded.layout().size() <= CodeSpace.MOST_HELD;
        try {
            return CodeSpace.stored(
                    coded,
                    state(file, coded),
                    facts.keptBasis().scope(),
                    facts.keptBasis().dimensions(),
                    scale,
                    hold,
                    (column, width, first, count) -> {
                        LayoutPart part = CodeSpace.entries(coded, column, width);
                        return hold ? held(file, part, first, count) : onDisk(path, part, first, count);
                    });
        } catch (IllegalArgumentException unfit) {
            throw new CheckpointFormatException(path, unfit.getMessage(), unfit);
        }
    }

    private static StateDict state(SafetensorsFile file, LayoutPart coded) throws IOException {
        LayoutPart rest = coded.rest();
        float[] values = new float[rest.layout().size()];
        if (values.length > 0) {
            float[] mean = Vectors.floats(file, MEAN, coded.whole().size());
            System.arraycopy(rest.of(mean), 0, values, 0, values.length);
        }
        return StateDict.of(rest.layout(), values);
    }

    private static Rows held(SafetensorsFile file, LayoutPart part, int first, int count) throws IOException {
        List<float[]> rows = new ArrayList<>();
        rows.add(part.of(Vectors.floats(file, MEAN, part.whole().size())));
        for (int j = first; j < first + count; j++) {
            rows.add(Vectors.floats(file, COMPONENT + j, part.layout().size()));
        }
        return CodeSpace.order(part).of(Rows.of(rows));
    }

    private static Rows onDisk(Path path, LayoutPart part, int first, int count) throws IOException {
        StretchReader reader = StretchReader.open(path);
        EntryOrder order = CodeSpace.order(part);
        int entries = order.ordered().entries().size();
        long[][] starts = new long[count + 1][entries];
        for (int row = 0; row <= count; row++) {
            Layout layout = row == 0 ? part.whole() : part.layout();
            long start = reader.start(row == 0 ? MEAN : COMPONENT + (first + row - 1), List.of((long) layout.size()));
            for (int e = 0; e < entries; e++) {
                int offset =
                        layout.offset(layout.indexOf(order.ordered().entry(e).name()));
                starts[row][e] = start + (long) offset * Float.BYTES;
            }
        }
        return FileRows.of(reader, order.ordered(), starts);
    }
}
