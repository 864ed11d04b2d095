package org.weightflow.networks.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.MappedFile;

/**
 * The directory of a zip archive, Zip64 included, whose entries are stored without compression: where in the file the bytes of
 * each lie.
 * <p>Refused are compressed, encrypted and overlapping entries, names that stand twice or could lead out of a folder, a directory
 * that differs from what stands before the entries, and anything behind the directory; an archive can so never hold more than its
 * file. Checksums of the entries are not compared, because that would read every byte.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">The format</a>
 */
public final class StoredZip {
    /** The first four bytes of an archive, little-endian. */
    public static final int LOCAL = 0x04034b50;

    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;

    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int END_64_BYTES = 56;
    private static final int LOCATOR_64_BYTES = 20;

    private static final int FIELD_64 = 1;
    private static final int ENCRYPTED = 1;

    /** Says that the number stands in the extra field. */
    private static final int NARROW = -1;

    private static final int LARGEST_DIRECTORY = 64 << 20;
    private static final int MOST_ENTRIES = 200_000;

    private final Path path;
    private final MappedFile file;

    /** Where the directory starts, and so where the entries end. */
    private long directory;

    private StoredZip(Path path, MappedFile file) {
        this.path = path;
        this.file = file;
    }

    /** The bytes of an entry: {@code size} of them from {@code offset} on. */
    public record Range(long offset, long size) {}

    /** The number of its lines, its bytes, where they start, and where they must end; nothing is checked yet. */
    private record Directory(long count, long bytes, long start, long end) {}

    /** One line of the directory; {@code local} is where the entry's own header starts. */
    private record Line(String name, long local, long size) {}

    /**
     * The entries by name, in the order of their bytes.
     *
     * @throws CheckpointFormatException naming the entry and the rule that it breaks
     */
    public static Map<String, Range> read(Path path, MappedFile file) throws IOException {
        return new StoredZip(path, file).ranges();
    }

    private Map<String, Range> ranges() throws IOException {
        List<Line> lines = lines();
        lines.sort(Comparator.comparingLong(Line::local));
        Map<String, Range> ranges = new LinkedHashMap<>();
        long end = 0;
        for (Line line : lines) {
            long free = end;
            require(line.local() >= free, () -> line.name() + ": the entry overlaps the one before it");
            Range range = range(line);
            require(ranges.put(line.name(), range) == null, () -> line.name() + ": two entries have this name");
            end = range.offset() + range.size();
        }
        return ranges;
    }

    private List<Line> lines() throws IOException {
        Directory found = directory();
        require(
                found.start() >= 0
                        && found.bytes() >= 0
                        && found.start() <= found.end()
                        && found.bytes() == found.end() - found.start(),
                () -> "a directory of " + unsigned(found.bytes()) + " bytes from " + unsigned(found.start())
                        + " on does not end at " + found.end());
        require(
                found.bytes() <= LARGEST_DIRECTORY,
                () -> "a directory of " + found.bytes() + " bytes is above " + LARGEST_DIRECTORY);
        require(
                found.count() >= 0 && found.count() <= MOST_ENTRIES,
                () -> "there are " + unsigned(found.count()) + " entries, more than " + MOST_ENTRIES);
        directory = found.start();
        ByteBuffer in = file.slice(directory, (int) found.bytes());
        List<Line> lines = new ArrayList<>();
        while (in.hasRemaining()) {
            require(
                    lines.size() < found.count(),
                    () -> "the directory goes on behind its " + found.count() + " entries");
            lines.add(line(in));
        }
        require(
                lines.size() == found.count(),
                () -> "the directory has " + lines.size() + " entries, not " + found.count());
        return lines;
    }

    /** What the last record says, or the one of Zip64 before it; {@code end} is where that record stands. */
    private Directory directory() throws IOException {
        require(
                file.size() >= END_BYTES,
                () -> "the file has " + file.size() + " bytes, fewer than the end of a zip archive");
        long end = file.size() - END_BYTES;
        ByteBuffer last = file.slice(end, END_BYTES);
        require(last.getInt(0) == END && last.getShort(20) == 0, () -> "the file does not end as a zip archive does");
        require(last.getInt(4) == 0, () -> "the archive has several parts");
        long locator = end - LOCATOR_64_BYTES;
        if (locator < 0 || file.slice(locator, Integer.BYTES).getInt() != LOCATOR_64) {
            return new Directory(
                    Short.toUnsignedLong(last.getShort(10)),
                    Integer.toUnsignedLong(last.getInt(12)),
                    Integer.toUnsignedLong(last.getInt(16)),
                    end);
        }
        long at = file.slice(locator + 8, Long.BYTES).getLong();
        require(
                at >= 0 && at <= locator - END_64_BYTES,
                () -> "the end of the Zip64 directory is said to stand at " + unsigned(at));
        ByteBuffer wide = file.slice(at, END_64_BYTES);
        require(wide.getInt(0) == END_64, () -> "no end of a Zip64 directory stands at " + at);
        require(wide.getLong(4) == locator - at - 12, () -> "the end of the Zip64 directory has a wrong length");
        return new Directory(wide.getLong(32), wide.getLong(40), wide.getLong(48), at);
    }

    /** Reads one line of the directory and leaves {@code in} behind it. */
    private Line line(ByteBuffer in) throws IOException {
        int at = in.position();
        require(
                in.remaining() >= CENTRAL_BYTES && in.getInt(at) == CENTRAL,
                () -> "the directory is damaged at byte " + at);
        int nameBytes = Short.toUnsignedInt(in.getShort(at + 28));
        int extraBytes = Short.toUnsignedInt(in.getShort(at + 30));
        int commentBytes = Short.toUnsignedInt(in.getShort(at + 32));
        require(
                in.remaining() - CENTRAL_BYTES >= nameBytes + extraBytes + commentBytes,
                () -> "the directory is damaged at byte " + at);
        String name = name(in.slice(at + CENTRAL_BYTES, nameBytes));
        require((in.getShort(at + 8) & ENCRYPTED) == 0, () -> name + ": the entry is encrypted");
        int method = Short.toUnsignedInt(in.getShort(at + 10));
        require(
                method == 0,
                () -> name + ": the entry is compressed (method " + method + "); only stored ones are read");
        ByteBuffer wide = wide(name, in.slice(at + CENTRAL_BYTES + nameBytes, extraBytes));
        // In this order the wide numbers follow each other.
        long size = widened(name, in.getInt(at + 24), wide);
        long packed = widened(name, in.getInt(at + 20), wide);
        long local = widened(name, in.getInt(at + 42), wide);
        require(
                size == packed,
                () -> name + ": the entry is stored but has " + unsigned(packed) + " bytes for " + unsigned(size));
        in.position(at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes);
        return new Line(name, local, size);
    }

    private String name(ByteBuffer bytes) throws CheckpointFormatException {
        String name = decode(bytes);
        Supplier<String> shown = () -> name.replaceAll("[^\\x20-\\x7e]", "?");
        require(!name.isEmpty(), () -> "an entry has no name");
        require(
                name.chars().noneMatch(c -> c < ' ' || c == 0x7f),
                () -> shown.get() + ": the name has control characters");
        require(
                !name.startsWith("/") && name.indexOf('\\') < 0 && name.indexOf(':') != 1,
                () -> shown.get() + ": the name is not a relative path");
        require(!List.of(name.split("/", -1)).contains(".."), () -> shown.get() + ": the name leads out of its folder");
        return name;
    }

    private String decode(ByteBuffer bytes) throws CheckpointFormatException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointFormatException(path, "the name of an entry is not UTF-8", e);
        }
    }

    /** The extra field that holds what does not fit into 32 bits; empty if there is none. */
    private ByteBuffer wide(String name, ByteBuffer extra) throws CheckpointFormatException {
        extra.order(ByteOrder.LITTLE_ENDIAN);
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Short.toUnsignedInt(extra.getShort());
            require(length <= extra.remaining(), () -> name + ": an extra field reaches behind the others");
            if (id == FIELD_64) {
                return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private long widened(String name, int narrow, ByteBuffer wide) throws CheckpointFormatException {
        if (narrow != NARROW) {
            return Integer.toUnsignedLong(narrow);
        }
        require(wide.remaining() >= Long.BYTES, () -> name + ": a Zip64 number is missing");
        return wide.getLong();
    }

    /** Where the bytes of an entry lie, its own header agreeing with the directory. */
    private Range range(Line line) throws IOException {
        require(
                line.local() >= 0 && line.local() <= directory - LOCAL_BYTES,
                () -> line.name() + ": no entry can stand at " + unsigned(line.local()));
        ByteBuffer header = file.slice(line.local(), LOCAL_BYTES);
        require(header.getInt(0) == LOCAL, () -> line.name() + ": no entry stands at " + line.local());
        int nameBytes = Short.toUnsignedInt(header.getShort(26));
        int extraBytes = Short.toUnsignedInt(header.getShort(28));
        long start = line.local() + LOCAL_BYTES + nameBytes + extraBytes;
        require(
                line.size() >= 0 && start <= directory && line.size() <= directory - start,
                () -> line.name() + ": " + unsigned(line.size()) + " bytes from " + start
                        + " on reach into the directory");
        ByteBuffer name = file.slice(line.local() + LOCAL_BYTES, nameBytes);
        require(
                name.equals(ByteBuffer.wrap(line.name().getBytes(StandardCharsets.UTF_8))),
                () -> line.name() + ": the entry has another name than its line in the directory");
        require(
                header.getShort(8) == 0,
                () -> line.name() + ": the entry is compressed but its line in the directory is not");
        return new Range(start, line.size());
    }

    private static String unsigned(long number) {
        return Long.toUnsignedString(number);
    }

    private void require(boolean holds, Supplier<String> otherwise) throws CheckpointFormatException {
        if (!holds) {
            throw new CheckpointFormatException(path, otherwise.get());
        }
    }
}
