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
import java.util.stream.IntStream;
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
    private static final Comparator<Slot> CANONICAL = Comparator.comparing(Slot::dtype, Comparator.reverseOrder())
            .thenComparing(slot -> slot.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private SafetensorsWriter() {}

    /** One entry. */
    record Slot(String name, Dtype dtype, List<Long> shape) {
        static Slot of(Layout.Entry entry) {
            return new Slot(
                    entry.name(),
                    entry.kind() == Layout.Kind.COUNTER ? Dtype.I64 : Dtype.F32,
                    entry.shape().stream().map(Integer::longValue).toList());
        }

        long bytes() {
            return shape.stream().reduce((long) dtype.bits(), Math::multiplyExact) / Byte.SIZE;
        }
    }

    /** One entry, its bytes written on demand, so that a state dict is never copied as a whole. */
    private record Part(Slot slot, AtomicFiles.Content content) {}

    /** The positions of a layout's entries in the order in which files have them. */
    public static int[] order(Layout layout) {
        return IntStream.range(0, layout.entries().size())
                .boxed()
                .sorted(Comparator.comparing(i -> Slot.of(layout.entry(i)), CANONICAL))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Writes every entry of a state dict as F32, counters as I64.
     *
     * @param metadata text by key; PyTorch's tools expect {@code format = pt}
     * @throws IllegalArgumentException if a counter holds no count, or the header would be longer than the format allows
     */
    public static void write(Path file, StateDict weights, Map<String, String> metadata) throws IOException {
        AtomicFiles.write(file, content(weights, metadata));
    }

    /** What {@link #write(Path, StateDict, Map)} writes. */
    public static AtomicFiles.Content content(StateDict weights, Map<String, String> metadata) {
        List<Part> parts = new ArrayList<>();
        Layout layout = weights.layout();
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entry(i);
            FloatBuffer values = weights.entry(i);
            if (entry.kind() == Layout.Kind.COUNTER) {
                byte[] counts = Counts.toBytes(entry.name(), values);
                parts.add(new Part(Slot.of(entry), out -> out.write(counts)));
            } else {
                parts.add(new Part(Slot.of(entry), out -> writeFloats(values.duplicate(), out)));
            }
        }
        return content(parts, metadata);
    }

    /**
     * Writes tensors of any dtype.
     *
     * @throws IllegalArgumentException if two tensors share a name, or the header would be longer than the format allows
     */
    public static void write(Path file, Collection<Tensor> tensors, Map<String, String> metadata) throws IOException {
        AtomicFiles.write(file, content(tensors, metadata));
    }

    /** What {@link #write(Path, Collection, Map)} writes. */
    static AtomicFiles.Content content(Collection<Tensor> tensors, Map<String, String> metadata) {
        List<Part> parts = new ArrayList<>();
        for (Tensor tensor : tensors) {
            parts.add(new Part(
                    new Slot(tensor.name(), tensor.dtype(), tensor.shape()), out -> writeBytes(tensor.bytes(), out)));
        }
        return content(parts, metadata);
    }

    private static AtomicFiles.Content content(List<Part> parts, Map<String, String> metadata) {
        parts.sort(Comparator.comparing(Part::slot, CANONICAL));
        byte[] header = header(parts.stream().map(Part::slot).toList(), metadata);
        return out -> {
            out.write(header);
            for (Part part : parts) {
                part.content().writeTo(out);
            }
        };
    }

    /** The slots in the order in which files have them. */
    static List<Slot> sorted(List<Slot> slots) {
        return slots.stream().sorted(CANONICAL).toList();
    }

    /** The length and the padded JSON of sorted slots. */
    static byte[] header(List<Slot> slots, Map<String, String> metadata) {
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
            for (Slot slot : slots) {
                if (!names.add(unicode(slot.name()))) {
                    throw new IllegalArgumentException(slot.name() + ": the name stands twice or is reserved");
                }
                json.writeObjectFieldStart(slot.name());
                json.writeStringField("dtype", slot.dtype().name());
                json.writeArrayFieldStart("shape");
                for (long extent : slot.shape()) {
                    json.writeNumber(extent);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("data_offsets");
                json.writeNumber(start);
                start = Math.addExact(start, slot.bytes());
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
