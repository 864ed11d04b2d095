package org.weightflow.networks.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.checkpoint.Counts;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

/**
 * Writes safetensors files in the format's canonical form: entries by falling alignment and then by name, no white space but the
 * spaces that align the bytes to 8; metadata keys sorted, so that equal content gives equal bytes.
 * <p>Files are written whole or not at all ({@link AtomicFiles}).
 */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;
    private static final int PIECE_BYTES = 1 << 16;
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

    /** Dtypes in falling order, then the UTF-8 bytes of the names. */
    private static final Comparator<Part> CANONICAL = Comparator.comparing(Part::dtype, Comparator.reverseOrder())
            .thenComparing(part -> part.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private SafetensorsWriter() {}

    /** One entry, its bytes written on demand, so that a state dict is never copied as a whole. */
    private record Part(String name, Dtype dtype, List<Long> shape, long bytes, AtomicFiles.Content content) {}

    /**
     * Writes every entry of a state dict as F32, counters as I64.
     *
     * @param metadata text by key; PyTorch's tools expect {@code format = pt}
     * @throws IllegalArgumentException if a counter holds no count, or the header would be longer than the format allows
     */
    public static void write(Path file, StateDict weights, Map<String, String> metadata) throws IOException {
        List<Part> parts = new ArrayList<>();
        Layout layout = weights.layout();
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entry(i);
            FloatBuffer values = weights.entry(i);
            List<Long> shape = entry.shape().stream().map(Integer::longValue).toList();
            if (entry.kind() == Layout.Kind.COUNTER) {
                byte[] counts = Counts.toBytes(entry.name(), values);
                parts.add(new Part(entry.name(), Dtype.I64, shape, counts.length, out -> out.write(counts)));
            } else {
                parts.add(new Part(
                        entry.name(),
                        Dtype.F32,
                        shape,
                        (long) Float.BYTES * entry.size(),
                        out -> writeFloats(values.duplicate(), out)));
            }
        }
        writeParts(file, parts, metadata);
    }

    /**
     * Writes tensors of any dtype.
     *
     * @throws IllegalArgumentException if two tensors share a name, or the header would be longer than the format allows
     */
    public static void write(Path file, Collection<Tensor> tensors, Map<String, String> metadata) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Tensor tensor : tensors) {
            parts.add(new Part(
                    tensor.name(),
                    tensor.dtype(),
                    tensor.shape(),
                    tensor.byteCount(),
                    out -> writeBytes(tensor.bytes(), out)));
        }
        writeParts(file, parts, metadata);
    }

    private static void writeParts(Path file, List<Part> parts, Map<String, String> metadata) throws IOException {
        parts.sort(CANONICAL);
        byte[] header = header(parts, metadata);
        AtomicFiles.write(file, out -> {
            out.write(header);
            for (Part part : parts) {
                part.content().writeTo(out);
            }
        });
    }

    /** The length and the padded JSON. */
    private static byte[] header(List<Part> parts, Map<String, String> metadata) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(Header.METADATA);
                for (Map.Entry<String, String> each : new TreeMap<>(metadata).entrySet()) {
                    json.writeStringField(unicode(each.getKey()), unicode(each.getValue()));
                }
                json.writeEndObject();
            }
            Set<String> names = new HashSet<>(Set.of(Header.METADATA));
            long start = 0;
            for (Part part : parts) {
                if (!names.add(unicode(part.name()))) {
                    throw new IllegalArgumentException(part.name() + ": the name stands twice or is reserved");
                }
                json.writeObjectFieldStart(part.name());
                json.writeStringField("dtype", part.dtype().name());
                json.writeArrayFieldStart("shape");
                for (long extent : part.shape()) {
                    json.writeNumber(extent);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("data_offsets");
                json.writeNumber(start);
                start = Math.addExact(start, part.bytes());
                json.writeNumber(start);
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (padded > Header.LARGEST) {
            throw new IllegalArgumentException("a header of " + padded + " bytes is above " + Header.LARGEST);
        }
        ByteBuffer header = ByteBuffer.allocate(Header.LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(header.array(), (byte) ' ');
        return header.putLong(padded).put(json).array();
    }

    private static String unicode(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("the name or metadata '" + text + "' is not Unicode");
        }
        return text;
    }

    private static void writeFloats(FloatBuffer values, OutputStream out) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            int count = Math.min(values.remaining(), PIECE_BYTES / Float.BYTES);
            piece.asFloatBuffer().put(values.slice(values.position(), count));
            out.write(piece.array(), 0, count * Float.BYTES);
            values.position(values.position() + count);
        }
    }

    private static void writeBytes(ByteBuffer bytes, OutputStream out) throws IOException {
        byte[] piece = new byte[Math.min(bytes.remaining(), PIECE_BYTES)];
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), piece.length);
            bytes.get(piece, 0, count);
            out.write(piece, 0, count);
        }
    }
}
