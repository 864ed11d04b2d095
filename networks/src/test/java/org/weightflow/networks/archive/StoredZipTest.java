package org.weightflow.networks.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.networks.Seed;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.MappedFile;

class StoredZipTest {
    private static final byte[] ABC = {'a', 'b', 'c'};

    @TempDir
    Path folder;

    private Path file(byte[] bytes) throws IOException {
        Path file = folder.resolve("hand.zip");
        // A new file each time: some file systems wait for the disk when an old one is written over.
        Files.deleteIfExists(file);
        return Files.write(file, bytes);
    }

    /** Name and text of every entry. */
    private String read(byte[] bytes) throws IOException {
        Path path = file(bytes);
        try (FileChannel channel = FileChannel.open(path)) {
            MappedFile file = new MappedFile(channel);
            StringBuilder text = new StringBuilder();
            for (Map.Entry<String, StoredZip.Range> each :
                    StoredZip.read(path, file).entrySet()) {
                StoredZip.Range range = each.getValue();
                text.append(each.getKey())
                        .append('=')
                        .append(StandardCharsets.ISO_8859_1.decode(file.slice(range.offset(), (int) range.size())))
                        .append(';');
            }
            return text.toString();
        }
    }

    @Test
    void readsWhatTheJdkWrites() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (String name : List.of("b/x", "b/", "a/é")) {
                byte[] content = name.endsWith("/") ? new byte[0] : ABC;
                CRC32 crc = new CRC32();
                crc.update(content);
                ZipEntry entry = new ZipEntry(name);
                entry.setSize(content.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
        assertEquals("b/x=abc;b/=;a/é=abc;", read(out.toByteArray()));
    }

    @Test
    void readsEmptyAndHandMadeArchives() throws IOException {
        assertEquals("", read(new ZipBytes().bytes()));
        assertEquals(
                "r/a=abc;r/b=;",
                read(new ZipBytes().entry("r/a", ABC).entry("r/b", new byte[0]).bytes()));
    }

    @Test
    void readsZip64() throws IOException {
        assertEquals("r/a=abc;", read(new ZipBytes().entry("r/a", ABC).wide().bytes()));
        byte[] numbers = wide(1, 3, 3, 0);
        ZipBytes zip = new ZipBytes()
                .entry("r/a", "r/a", ABC, numbers, local -> {}, line -> line.putInt(ZipBytes.PACKED, -1)
                        .putInt(ZipBytes.SIZE, -1)
                        .putInt(ZipBytes.LOCAL, -1));
        assertEquals("r/a=abc;", read(zip.wide().bytes()));
    }

    /** An extra field of 64-bit numbers. */
    private static byte[] wide(int id, long... numbers) {
        ByteBuffer extra = ByteBuffer.allocate(4 + 8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        extra.putShort((short) id).putShort((short) (8 * numbers.length));
        for (long number : numbers) {
            extra.putLong(number);
        }
        return extra.array();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                of("the file has 0 bytes, fewer than", new byte[0]),
                of("the file does not end as a zip archive does", new byte[22]),
                of("does not end as a zip", Arrays.copyOf(abc().bytes(), abc().bytes().length + 1)),
                of(
                        "does not end as a zip",
                        abc().end(end -> end.putShort(20, (short) 1)).bytes()),
                of(
                        "the archive has several parts",
                        abc().end(end -> end.putShort(4, (short) 1)).bytes()),
                of(
                        "has 1 entries, not 2",
                        abc().end(end -> end.putShort(10, (short) 2)).bytes()),
                of(
                        "goes on behind its 0 entries",
                        abc().end(end -> end.putShort(10, (short) 0)).bytes()),
                of("does not end at", abc().end(end -> end.putInt(12, 7)).bytes()),
                of("does not end at", abc().end(end -> end.putInt(12, -1)).bytes()),
                of("does not end at", abc().end(end -> end.putInt(16, -1)).bytes()),
                of("does not end at", abc().end(end -> end.putInt(16, 7)).bytes()),
                of(
                        "the directory is damaged at byte 0",
                        abc().end(end -> end.putInt(12, end.getInt(12) + 3).putInt(16, end.getInt(16) - 3))
                                .bytes()),
                of("a: the entry is encrypted", line(line -> line.putShort(ZipBytes.FLAGS, (short) 1))),
                of("a: the entry is compressed (method 8)", line(line -> line.putShort(ZipBytes.METHOD, (short) 8))),
                of("has 3 bytes for 4294967294", line(line -> line.putInt(ZipBytes.SIZE, -2))),
                of("4294967294 bytes from", line(line -> line.putInt(ZipBytes.SIZE, -2)
                        .putInt(ZipBytes.PACKED, -2))),
                of("reach into the directory", line(line -> line.putInt(ZipBytes.SIZE, 4)
                        .putInt(ZipBytes.PACKED, 4))),
                of("a Zip64 number is missing", line(line -> line.putInt(ZipBytes.SIZE, -1)
                        .putInt(ZipBytes.PACKED, -1))),
                of("no entry stands at 1", line(line -> line.putInt(ZipBytes.LOCAL, 1))),
                of("no entry can stand at 4294967294", line(line -> line.putInt(ZipBytes.LOCAL, -2))),
                of("the directory is damaged at byte 0", line(line -> line.putInt(0, 0))),
                of("the directory is damaged at byte 0", line(line -> line.putShort(28, (short) -1))),
                of("the directory is damaged at byte 0", line(line -> line.putShort(30, (short) 1))),
                of("the directory is damaged at byte 0", line(line -> line.putShort(32, (short) 1))),
                of("18446744073709551615 bytes from", extra(wide(1, -1, -1), line -> line.putInt(ZipBytes.SIZE, -1)
                        .putInt(ZipBytes.PACKED, -1))),
                of(
                        "no entry can stand at 9223372036854775807",
                        extra(wide(1, Long.MAX_VALUE), line -> line.putInt(ZipBytes.LOCAL, -1))),
                of("an extra field reaches behind", extra(new byte[] {2, 0, 9, 0}, line -> {})),
                of(
                        "a: the entry has another name than",
                        new ZipBytes()
                                .entry("b", "a", ABC, new byte[0], local -> {}, line -> {})
                                .bytes()),
                of(
                        "a: the entry is compressed but its line",
                        new ZipBytes()
                                .entry("a", "a", ABC, new byte[0], local -> local.putShort(8, (short) 8), line -> {})
                                .bytes()),
                of("a: two entries have this name", abc().entry("a", ABC).bytes()),
                // A bomb: many lines for the same bytes.
                of(
                        "b: the entry overlaps",
                        abc().entry("b", ABC, line -> line.putInt(ZipBytes.LOCAL, 0))
                                .bytes()),
                of("an entry has no name", named("")),
                of("../a: the name leads out", named("../a")),
                of("r/../a: the name leads out", named("r/../a")),
                of("r/..: the name leads out", named("r/..")),
                of("/a: the name is not a relative path", named("/a")),
                of("r\\a: the name is not a relative path", named("r\\a")),
                of("C:a: the name is not a relative path", named("C:a")),
                of("r?a: the name has control characters", named("r\na")),
                of("r?a: the name has control characters", named("r\u0000a")),
                of("Zip64 directory is said to stand at 18446744073709551615", wideEnd(end -> end.putLong(64, -1))),
                of("no end of a Zip64 directory stands at 0", wideEnd(end -> end.putLong(64, 0))),
                of("the Zip64 directory has a wrong length", wideEnd(end -> end.putLong(4, 45))),
                of("18446744073709551615 entries, more than", wideEnd(end -> end.putLong(32, -1))),
                of("a directory of 18446744073709551615 bytes", wideEnd(end -> end.putLong(40, -1))),
                of("bytes from 9223372036854775807 on", wideEnd(end -> end.putLong(48, Long.MAX_VALUE))));
    }

    private static Arguments of(String message, byte[] bytes) {
        return Arguments.of(message, bytes);
    }

    private static ZipBytes abc() {
        return new ZipBytes().entry("a", ABC);
    }

    private static byte[] line(Consumer<ByteBuffer> edit) {
        return new ZipBytes().entry("a", ABC, edit).bytes();
    }

    private static byte[] extra(byte[] extra, Consumer<ByteBuffer> edit) {
        return new ZipBytes().entry("a", "a", ABC, extra, local -> {}, edit).bytes();
    }

    private static byte[] named(String name) {
        return new ZipBytes().entry(name, ABC).bytes();
    }

    /** @param edit changes the 98 bytes behind the directory: the end of Zip64's, its locator, the end */
    private static byte[] wideEnd(Consumer<ByteBuffer> edit) {
        byte[] bytes = abc().wide().bytes();
        edit.accept(ByteBuffer.wrap(bytes, bytes.length - 98, 98).slice().order(ByteOrder.LITTLE_ENDIAN));
        return bytes;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesInOneSentenceThatNamesTheEntry(String message, byte[] bytes) {
        var e = assertThrows(CheckpointFormatException.class, () -> read(bytes));
        assertTrue(e.getMessage().startsWith(folder.resolve("hand.zip") + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] whole = abc().entry("b", ABC).wide().bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(CheckpointFormatException.class, () -> read(cut), "at " + length);
        }
    }

    @Test
    void survivesRandomDamage() throws IOException {
        byte[] narrow = abc().entry("b/c", ABC).bytes();
        byte[] wide = abc().entry("b/c", ABC).wide().bytes();
        SplittableRandom random = new Seed(1).child("zip").random();
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            byte[] bytes = (i % 2 == 0 ? narrow : wide).clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                read(bytes);
            } catch (CheckpointFormatException typed) {
                refused++;
            }
        }
        assertTrue(refused > 60 && refused < 600, refused + " refused");
    }
}
