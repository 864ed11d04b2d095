package org.weightflow.networks.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;

/**
 * What a file says before its bytes, checked in the format's own order: header length, UTF-8, JSON, contiguous offsets, sizes, end
 * of the file.
 * <p>Stricter than the format where parsers disagree: a name that stands twice, a field that is not known and text that is not
 * Unicode are refused. Memory is bounded by the bytes that the file really has.
 *
 * @param metadata  text by key, sorted
 * @param slots     tensors by offset; they cover the bytes behind the header without gap or overlap
 * @param dataStart where those bytes start in the file
 */
record Header(Map<String, String> metadata, List<Slot> slots, long dataStart) {
    static final String METADATA = "__metadata__";
    static final int LENGTH_BYTES = Long.BYTES;
    static final long LARGEST = 100_000_000;

    /** Far above any network, far below what exhausts the memory. */
    private static final int MOST_ENTRIES = 100_000;

    /** As many axes as PyTorch's tensors can have. */
    private static final int MOST_AXES = 64;

    /** The published schema's cap on whole numbers, 2^48 - 1. */
    private static final long LARGEST_EXTENT = (1L << 48) - 1;

    private static final BigInteger LARGEST_U64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(4).build())
            .build();

    /** One tensor; the offsets count from the first byte behind the header and are unsigned until checked. */
    record Slot(String name, Dtype dtype, List<Long> shape, long begin, long end) {}

    static Header read(Path file, FileChannel channel) throws IOException {
        return new Reader(file).read(channel);
    }

    /** Carries the path through the checks, so that each can name it. */
    private static final class Reader {
        private final Path file;

        Reader(Path file) {
            this.file = file;
        }

        Header read(FileChannel channel) throws IOException {
            long fileBytes = channel.size();
            if (fileBytes < LENGTH_BYTES) {
                throw fault("the file has " + fileBytes + " bytes, fewer than the " + LENGTH_BYTES
                        + " of the header length");
            }
            long length = bytes(channel, 0, LENGTH_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
            if (Long.compareUnsigned(length, LARGEST) > 0) {
                throw fault("header length " + Long.toUnsignedString(length) + " is above " + LARGEST);
            }
            if (length > fileBytes - LENGTH_BYTES) {
                throw fault(
                        "header length " + length + " reaches behind the end of the file of " + fileBytes + " bytes");
            }
            byte[] json = bytes(channel, LENGTH_BYTES, (int) length).array();
            requireUtf8(json);
            Header header = parse(json);
            requireTiling(header.slots(), fileBytes - header.dataStart());
            return header;
        }

        private ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(count);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, from + buffer.position()) < 0) {
                    throw fault("the file became shorter while it was read");
                }
            }
            return buffer.flip();
        }

        private void requireUtf8(byte[] json) throws CheckpointFormatException {
            CharsetDecoder decoder = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            ByteBuffer in = ByteBuffer.wrap(json);
            CharBuffer out = CharBuffer.allocate(4096);
            CoderResult result;
            do {
                out.clear();
                result = decoder.decode(in, out, true);
            } while (result.isOverflow());
            if (result.isError()) {
                throw fault("header byte " + in.position() + " is not UTF-8");
            }
        }

        private Header parse(byte[] json) throws IOException {
            Map<String, String> metadata = Map.of();
            List<Slot> slots = new ArrayList<>();
            // A character stream: from bytes the parser would also guess UTF-16 and UTF-32.
            try (JsonParser in =
                    JSON.createParser(new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8))) {
                require(in.nextToken() == JsonToken.START_OBJECT, "the header is not a JSON object");
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String name = unicode(in.currentName());
                    in.nextToken();
                    if (name.equals(METADATA)) {
                        metadata = metadata(in);
                    } else {
                        require(slots.size() < MOST_ENTRIES, "the header has more than " + MOST_ENTRIES + " entries");
                        slots.add(slot(name, in));
                    }
                }
                require(in.nextToken() == null, "text follows the JSON object of the header");
            } catch (JsonProcessingException e) {
                String reason = e.getOriginalMessage().lines().findFirst().orElse("");
                String place = e.getLocation() == null
                        ? ""
                        : " at character " + e.getLocation().getCharOffset();
                throw new CheckpointFormatException(file, "the header is not valid JSON" + place + ": " + reason, e);
            }
            slots.sort((a, b) -> {
                int order = Long.compareUnsigned(a.begin(), b.begin());
                return order != 0 ? order : Long.compareUnsigned(a.end(), b.end());
            });
            return new Header(metadata, Collections.unmodifiableList(slots), LENGTH_BYTES + (long) json.length);
        }

        private Map<String, String> metadata(JsonParser in) throws IOException {
            require(in.currentToken() == JsonToken.START_OBJECT, METADATA + " is not an object");
            Map<String, String> metadata = new TreeMap<>();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String key = unicode(in.currentName());
                require(metadata.size() < MOST_ENTRIES, METADATA + " has more than " + MOST_ENTRIES + " entries");
                require(
                        in.nextToken() == JsonToken.VALUE_STRING,
                        METADATA + ": the value of '" + key + "' is not a string");
                metadata.put(key, unicode(in.getText()));
            }
            return Collections.unmodifiableMap(metadata);
        }

        private Slot slot(String name, JsonParser in) throws IOException {
            require(in.currentToken() == JsonToken.START_OBJECT, name + ": the entry is not an object");
            Dtype dtype = null;
            List<Long> shape = null;
            List<Long> offsets = null;
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                in.nextToken();
                switch (field) {
                    case "dtype" -> dtype = dtype(name, in);
                    case "shape" -> shape = numbers(name, field, MOST_AXES, in);
                    case "data_offsets" -> offsets = numbers(name, field, 2, in);
                    default -> throw fault(name + ": field '" + field + "' is not dtype, shape or data_offsets");
                }
            }
            require(dtype != null, name + ": dtype is missing");
            require(shape != null, name + ": shape is missing");
            require(offsets != null, name + ": data_offsets is missing");
            require(offsets.size() == 2, name + ": data_offsets has " + offsets.size() + " numbers, not 2");
            return new Slot(name, dtype, shape, offsets.get(0), offsets.get(1));
        }

        private Dtype dtype(String name, JsonParser in) throws IOException {
            require(in.currentToken() == JsonToken.VALUE_STRING, name + ": dtype is not a string");
            String text = in.getText();
            try {
                return Dtype.valueOf(text);
            } catch (IllegalArgumentException unknown) {
                throw new CheckpointFormatException(file, name + ": dtype '" + text + "' is not known", unknown);
            }
        }

        /** Whole numbers of 64 bits without sign. */
        private List<Long> numbers(String name, String field, int most, JsonParser in) throws IOException {
            require(in.currentToken() == JsonToken.START_ARRAY, name + ": " + field + " is not a list");
            List<Long> numbers = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                String text = in.getText();
                require(
                        in.currentToken() == JsonToken.VALUE_NUMBER_INT
                                && !text.startsWith("-")
                                && new BigInteger(text).compareTo(LARGEST_U64) <= 0,
                        name + ": " + field + " has " + text + ", which is not a whole number from 0 to 2^64 - 1");
                require(numbers.size() < most, name + ": " + field + " has more than " + most + " numbers");
                numbers.add(Long.parseUnsignedLong(text));
            }
            return List.copyOf(numbers);
        }

        /** One pass: each tensor starts where the last one ended and is as long as its shape says; the last ends with the file. */
        private void requireTiling(List<Slot> slots, long dataBytes) throws CheckpointFormatException {
            long start = 0;
            for (Slot slot : slots) {
                if (slot.begin() != start || Long.compareUnsigned(slot.end(), slot.begin()) < 0) {
                    throw fault(slot.name() + ": data_offsets " + offsets(slot) + " do not start at " + start
                            + ", where the entry before it ends, and go up");
                }
                long bytes = bytes(slot);
                if (slot.end() - slot.begin() != bytes) {
                    throw fault(slot.name() + ": data_offsets " + offsets(slot) + " do not hold the " + bytes
                            + " bytes of shape " + slot.shape() + " of " + slot.dtype());
                }
                start = slot.end();
            }
            if (start != dataBytes) {
                throw fault("the entries cover " + start + " bytes but " + dataBytes + " follow the header");
            }
        }

        private long bytes(Slot slot) throws CheckpointFormatException {
            long bits;
            try {
                long count = 1;
                for (long extent : slot.shape()) {
                    if (Long.compareUnsigned(extent, LARGEST_EXTENT) > 0) {
                        throw new ArithmeticException("extent above 2^48 - 1");
                    }
                    count = Math.multiplyExact(count, extent);
                }
                bits = Math.multiplyExact(count, slot.dtype().bits());
            } catch (ArithmeticException e) {
                String shape = slot.shape().stream().map(Long::toUnsignedString).toList() + " of " + slot.dtype();
                throw new CheckpointFormatException(file, slot.name() + ": shape " + shape + " is too large", e);
            }
            if (bits % Byte.SIZE != 0) {
                throw fault(slot.name() + ": shape " + slot.shape() + " of " + slot.dtype() + " has " + bits
                        + " bits, which are not whole bytes");
            }
            return bits / Byte.SIZE;
        }

        private static String offsets(Slot slot) {
            return "[" + Long.toUnsignedString(slot.begin()) + ", " + Long.toUnsignedString(slot.end()) + "]";
        }

        /** JSON can escape half a surrogate pair, which no UTF-8 file can hold again. */
        private String unicode(String text) throws CheckpointFormatException {
            require(StandardCharsets.UTF_8.newEncoder().canEncode(text), "the header has text that is not Unicode");
            return text;
        }

        private void require(boolean holds, String otherwise) throws CheckpointFormatException {
            if (!holds) {
                throw fault(otherwise);
            }
        }

        private CheckpointFormatException fault(String fault) {
            return new CheckpointFormatException(file, fault);
        }
    }
}
