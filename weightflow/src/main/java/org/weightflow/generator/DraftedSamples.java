package org.weightflow.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.List;
import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Mask;
import org.weightflow.networks.safetensors.SafetensorsWriter;
import org.weightflow.networks.zoo.MemberDraft;

/**
 * Decodes codes straight into files, a stretch of values of each at a time and in the order of the files: what {@link Decoder} makes
 * of them, where masks are given beforehand.
 */
final class DraftedSamples {
    private final CodeSpace space;
    /** Null for dense samples. */
    private final Mask mask;

    private final List<MemberDraft> drafts;
    private final Layout layout;
    /** The entries in the order of files. */
    private final int[] order;
    /** For each draft how many entries are complete but for the one that is being written. */
    private final int[] next;

    DraftedSamples(CodeSpace space, Mask mask, List<MemberDraft> drafts) {
        this.space = space;
        this.mask = mask;
        this.drafts = drafts;
        this.layout = space.layout();
        this.order = SafetensorsWriter.order(layout);
        this.next = new int[drafts.size()];
    }

    /** @throws ArithmeticException if a value is not finite, naming its entry */
    void write(List<double[]> codes) throws IOException {
        try {
            space.decode(codes, this::put);
            for (int sample = 0; sample < drafts.size(); sample++) {
                putStateUpTo(sample, -1);
            }
        } catch (UncheckedIOException failure) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void put(int sample, int entry, int first, float[] values, int count) {
        if (first == 0) {
            putStateUpTo(sample, entry);
        }
        if (Decoder.isVariance(layout.entry(entry))) {
            for (int i = 0; i < count; i++) {
                values[i] = Math.max(0, values[i]);
            }
        }
        for (int i = 0; mask != null && i < count; i++) {
            if (!mask.keeps(layout.offset(entry) + first + i)) {
                values[i] = 0;
            }
        }
        write(sample, entry, first, values, count);
    }

    /** Writes what is not coded and lies before an entry in the file; -1 for all the rest. */
    private void putStateUpTo(int sample, int entry) {
        LayoutPart rest = space.coded().rest();
        while (next[sample] < order.length && order[next[sample]] != entry) {
            String name = layout.entry(order[next[sample]]).name();
            if (rest.layout().has(name)) {
                FloatBuffer state = space.state().entry(name);
                float[] values = new float[state.remaining()];
                state.get(values);
                write(sample, order[next[sample]], 0, values, values.length);
            }
            next[sample]++;
        }
    }

    private void write(int sample, int entry, int first, float[] values, int count) {
        try {
            drafts.get(sample).write(entry, first, values, count);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }
}
