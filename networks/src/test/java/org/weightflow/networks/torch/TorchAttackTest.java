package org.weightflow.networks.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Seed;
import org.weightflow.networks.archive.ZipBytes;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.pickle.PickleBytes;

/** Files that lie. */
class TorchAttackTest {
    private static final long MAX = Long.MAX_VALUE;
    private static final byte[] FOUR = floats(1, 2, 3, 4);

    @TempDir
    Path folder;

    private Checkpoint open(byte[] bytes) throws IOException {
        Path file = folder.resolve("hand.pt");
        // A new file each time: some file systems wait for the disk when an old one is written over.
        Files.deleteIfExists(file);
        return TorchFile.open(Files.write(file, bytes));
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** A dict with the tensor w; what builds it follows. */
    private static PickleBytes dict() {
        return new PickleBytes().ops("}").text("w");
    }

    private static byte[] zip(byte[] pickle) {
        return new ZipBytes()
                .entry("r/data.pkl", pickle)
                .entry("r/data/0", FOUR)
                .bytes();
    }

    private static byte[] zip(long count, long offset, long[] shape, long[] strides) {
        return zip(dict().tensor("0", count, offset, shape, strides).ops("s").stop());
    }

    private static long[] of(long... numbers) {
        return numbers;
    }

    /** A legacy file: its five pickles and then the storages as they are given. */
    private static byte[] legacy(byte[] value, byte[] keys, byte[]... storages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new PickleBytes()
                .bytes(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .stop());
        out.writeBytes(new PickleBytes().number(1001).stop());
        out.writeBytes(new PickleBytes()
                .ops("}")
                .text("little_endian")
                .bytes(0x88)
                .ops("s")
                .stop());
        out.writeBytes(value);
        out.writeBytes(keys);
        Stream.of(storages).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] keys(String... keys) {
        PickleBytes list = new PickleBytes().ops("](");
        Stream.of(keys).forEach(list::text);
        return list.ops("e").stop();
    }

    private static byte[] storage(long count, byte[] bytes) {
        return ByteBuffer.allocate(8 + bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(count)
                .put(bytes)
                .array();
    }

    private static byte[] legacy() {
        return legacy(value(4), keys("k"), storage(4, FOUR));
    }

    private static byte[] value(long count) {
        return dict().tensor("k", count, 0, of(2, 2), of(1, 2)).ops("s").stop();
    }

    @Test
    void readsTheHandMadeFilesWhenTheyAreTrue() throws IOException {
        assertArrayEquals(
                new float[] {2, 3, 4}, open(zip(4, 1, of(3), of(1))).tensor("w").toFloats());
        assertArrayEquals(
                new float[] {4},
                open(zip(4, 3, of(1, 1), of(MAX, 0))).tensor("w").toFloats());
        assertArrayEquals(
                new float[0], open(zip(4, 4, of(0), of(1))).tensor("w").toFloats());
        assertArrayEquals(new float[] {1, 3, 2, 4}, open(legacy()).tensor("w").toFloats());
    }

    @Test
    void readsPartsOfALegacyStorage() throws IOException {
        byte[] part = legacy(part(1, 2), keys("k"), storage(4, FOUR));
        assertArrayEquals(new float[] {2, 3}, open(part).tensor("w").toFloats());
        assertMessage("w: shape [2]", legacy(part(1, 1), keys("k"), storage(4, FOUR)));
        assertMessage("a part of 3 elements from 2 on", legacy(part(2, 3), keys("k"), storage(4, FOUR)));
        assertMessage("a part of 9223372036854775807", legacy(part(1, MAX), keys("k"), storage(4, FOUR)));
        assertMessage("the start of a part -1 is negative", legacy(part(-1, 2), keys("k"), storage(4, FOUR)));
    }

    private static byte[] part(long first, long size) {
        return dict().global("torch._utils", "_rebuild_tensor")
                .ops("((")
                .text("storage")
                .global("torch", "FloatStorage")
                .text("k")
                .text("cpu")
                .number(4)
                .ops("(")
                .text("view")
                .number(first)
                .number(size)
                .ops("ttQ")
                .number(0)
                .tuple(2)
                .tuple(1)
                .ops("tRs")
                .stop();
    }

    static Stream<Arguments> views() {
        return Stream.of(
                view("w: strides -1 is negative", zip(4, 3, of(2), of(-1))),
                view("strides -9223372036854775808 is negative", zip(4, 3, of(2), of(Long.MIN_VALUE))),
                view("shape -4 is negative", zip(4, 0, of(-4), of(1))),
                view("the offset of a tensor -1 is negative", zip(4, -1, of(2), of(1))),
                view(
                        "w: shape [2] with strides [1] from element 3 on reaches out of a storage of 4",
                        zip(4, 3, of(2), of(1))),
                view("from element 5 on reaches out", zip(4, 5, of(0), of(1))),
                view("from element 9223372036854775807 on reaches out", zip(4, MAX, of(1), of(1))),
                view("w: shape [2] with strides [9223372036854775806]", zip(4, 3, of(2), of(MAX - 1))),
                view("is too large", zip(4, 0, of(MAX, MAX), of(1, 1))),
                view("is too large", zip(4, 0, of(2, 2), of(MAX, 1))),
                view("from element 0 on reaches out", zip(4, 0, of(1L << 40), of(1))),
                view("puts 1099511627776 elements into 1 places", zip(4, 0, of(1L << 40), of(0))),
                view("puts 16 elements into 4 places", zip(4, 0, of(4, 4), of(0, 1))),
                view("shape [2, 2] has 2 axes but strides [1] have 1", zip(4, 0, of(2, 2), of(1))),
                view("shape has 65 numbers, more than 64", zip(4, 0, new long[65], of(1))),
                view("w: 5 elements of F32 are not the 16 bytes of storage 0", zip(5, 0, of(1), of(1))),
                view("w: 3 elements of F32 are not the 16 bytes", zip(3, 0, of(1), of(1))),
                view("the size of a storage -1 is negative", zip(-1, 0, of(1), of(1))),
                view("a storage of 9223372036854775807 elements is too large", zip(MAX, 0, of(1), of(1))),
                view(
                        "w: storage 7 is not in the file",
                        zip(dict().tensor("7", 4, 0, of(1), of(1)).ops("s").stop())),
                view(
                        "w: storage ../data.pkl is not in the file",
                        zip(dict().tensor("../data.pkl", 4, 0, of(1), of(1))
                                .ops("s")
                                .stop())));
    }

    private static Arguments view(String message, byte[] bytes) {
        return Arguments.of(message, bytes);
    }

    static Stream<Arguments> pickles() {
        return Stream.of(
                view(
                        "posix.system is not a name",
                        zip(dict().global("posix", "system")
                                .text("id")
                                .ops("\u0085Rs")
                                .stop())),
                view(
                        "os.system is not",
                        zip(dict().text("os")
                                .text("system")
                                .ops("\u0093(")
                                .text("id")
                                .ops("tRs")
                                .stop())),
                view("torch.load is not", zip(dict().global("torch", "load").stop())),
                view(
                        "torch._utils._rebuild_parameter_with_state",
                        zip(dict().global("torch._utils", "_rebuild_parameter_with_state")
                                .stop())),
                view(
                        "torch.storage._load_from_bytes",
                        zip(dict().global("torch.storage", "_load_from_bytes").stop())),
                view(
                        "numpy.core.multiarray.scalar",
                        zip(dict().global("numpy.core.multiarray", "scalar").stop())),
                view("the id is not that of a storage", zip(dict().ops("NQs").stop())),
                view(
                        "the id is not that of a storage",
                        zip(dict().ops("(").text("module").ops("NNNNtQs").stop())),
                view(
                        "a tensor is made of 4, 6 or 7 arguments",
                        zip(dict().global("torch._utils", "_rebuild_tensor")
                                .ops(")Rs")
                                .stop())),
                view(
                        "the storage of a tensor is None",
                        zip(dict().global("torch._utils", "_rebuild_tensor")
                                .ops("(N")
                                .number(0)
                                .ops("))tRs")
                                .stop())),
                view(
                        "a parameter is not made of",
                        zip(dict().global("torch._utils", "_rebuild_parameter")
                                .ops("(NNNtRs")
                                .stop())),
                view(
                        "a torch.Size is not made of a tuple",
                        zip(dict().global("torch", "Size").ops(")Rs").stop())),
                view(
                        "a torch.Size is None",
                        zip(dict().global("torch", "Size")
                                .ops("N\u0085\u0085Rs")
                                .stop())),
                view(
                        "a torch.Size has 65 numbers",
                        zip(dict().global("torch", "Size")
                                .tuple(new long[65])
                                .ops("\u0085Rs")
                                .stop())),
                view("1 bytes follow the pickle", zip(dict().ops("Ns.").stop())),
                view(
                        "nested deeper than 64",
                        zip(dict().ops("]".repeat(70) + "a".repeat(69) + "s").stop())),
                view("the file holds a list", zip(new PickleBytes().ops("]").stop())),
                view("the file holds None", zip(new PickleBytes().ops("N").stop())),
                view(
                        "no state dict found: a dict with the keys []",
                        zip(new PickleBytes().ops("}").stop())),
                view(
                        "no state dict found: a dict with the keys [w]",
                        zip(dict().ops("Ns").stop())),
                view(
                        "the name of tensor 7 is not text",
                        zip(new PickleBytes()
                                .ops("}K\u0007")
                                .tensor("0", 4, 0, of(1), of(1))
                                .ops("s")
                                .stop())),
                view(
                        "inner: a dict with tensors inside a state dict",
                        zip(dict().tensor("0", 4, 0, of(1), of(1))
                                .ops("s")
                                .text("inner")
                                .ops("}")
                                .text("v")
                                .tensor("0", 4, 0, of(1), of(1))
                                .ops("ss")
                                .stop())),
                view(
                        "inner: a list with tensors inside a state dict",
                        zip(dict().tensor("0", 4, 0, of(1), of(1))
                                .ops("s")
                                .text("inner")
                                .ops("]")
                                .tensor("0", 4, 0, of(1), of(1))
                                .ops("as")
                                .stop())));
    }

    static Stream<Arguments> archives() {
        byte[] pickle = dict().tensor("0", 4, 0, of(4), of(1)).ops("s").stop();
        return Stream.of(
                view(
                        "a zip archive without data.pkl",
                        new ZipBytes().entry("r/data/0", FOUR).bytes()),
                view(
                        "data.pkl: the entry is in no folder",
                        new ZipBytes().entry("data.pkl", pickle).bytes()),
                view(
                        "s/data/0: the entry is not in the folder r",
                        new ZipBytes()
                                .entry("r/data.pkl", pickle)
                                .entry("s/data/0", FOUR)
                                .bytes()),
                view(
                        "r/data/0: two entries have this name",
                        new ZipBytes()
                                .entry("r/data.pkl", pickle)
                                .entry("r/data/0", FOUR)
                                .entry("r/data/0", FOUR)
                                .bytes()),
                view(
                        "r/../x: the name leads out",
                        new ZipBytes()
                                .entry("r/data.pkl", pickle)
                                .entry("r/../x", FOUR)
                                .bytes()),
                view(
                        "a TorchScript program",
                        new ZipBytes()
                                .entry("r/data.pkl", pickle)
                                .entry("r/code/a.py", FOUR)
                                .bytes()),
                view(
                        "r/data.pkl: the entry is compressed (method 8)",
                        new ZipBytes()
                                .entry("r/data.pkl", pickle, line -> line.putShort(ZipBytes.METHOD, (short) 8)
                                        .putInt(ZipBytes.SIZE, 1 << 30))
                                .bytes()),
                view(
                        "byteorder is 'little??'",
                        new ZipBytes()
                                .entry("r/data.pkl", pickle)
                                .entry("r/byteorder", new byte[] {'l', 'i', 't', 't', 'l', 'e', '\n', 0})
                                .bytes()),
                view(
                        "byteorder is",
                        new ZipBytes()
                                .entry("r/data.pkl", pickle)
                                .entry("r/byteorder", new byte[999])
                                .bytes()));
    }

    static Stream<Arguments> legacies() {
        byte[] whole = legacy();
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        PickleBytes number = new PickleBytes().number(7);
        return Stream.of(
                view("a pickle, but not of PyTorch", number.stop()),
                view("1 bytes follow the last storage", longer),
                view("storage k: 5 elements found, 4 expected", legacy(value(4), keys("k"), storage(5, FOUR))),
                view("storage k: -1 elements found", legacy(value(4), keys("k"), storage(-1, FOUR))),
                view(
                        "storage k: 4000000 bytes reach behind",
                        legacy(value(1000000), keys("k"), storage(1000000, FOUR))),
                view("storage k: the file ends before it", legacy(value(4), keys("k"))),
                view(
                        "storage k: the key stands twice",
                        legacy(value(4), keys("k", "k"), storage(4, FOUR), storage(4, FOUR))),
                view("a storage has a key that no tensor names", legacy(value(4), keys("k", "l"), storage(4, FOUR))),
                view("1 storages that tensors name are not in the file", legacy(value(4), keys())),
                view(
                        "the keys of the storages are not a list",
                        legacy(value(4), new PickleBytes().ops(")").stop())),
                view(
                        "storage k is described in two ways",
                        legacy(
                                dict().tensor("k", 4, 0, of(1), of(1))
                                        .ops("s")
                                        .text("v")
                                        .tensor("k", 3, 0, of(1), of(1))
                                        .ops("s")
                                        .stop(),
                                keys("k"),
                                storage(4, FOUR))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"views", "pickles", "archives", "legacies"})
    void refusesInOneSentenceThatNamesTheFile(String message, byte[] bytes) {
        assertMessage(message, bytes);
    }

    private void assertMessage(String message, byte[] bytes) {
        var e = assertThrows(CheckpointFormatException.class, () -> open(bytes));
        assertTrue(e.getMessage().startsWith(folder.resolve("hand.pt") + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
    }

    /** Small files that speak of huge sizes cost no more memory than small files. */
    @Test
    void takesNoMemoryForSizesThatAreOnlyClaimed() {
        List<byte[]> hostile = List.of(
                zip(1L << 40, 0, of(1L << 40), of(1)),
                zip(4, 0, of(1L << 28), of(0)),
                legacy(value(1L << 30), keys("k"), storage(1L << 30, FOUR)));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThrows(CheckpointFormatException.class, () -> open(zip(5, 0, of(1), of(1))));
        for (byte[] bytes : hostile) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThrows(CheckpointFormatException.class, () -> open(bytes));
            long taken = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(taken < 1 << 20, taken + " bytes taken");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.pt", "legacy.pt"})
    void refusesEveryTruncation(String name) throws IOException {
        byte[] whole = Files.readAllBytes(Fixtures.path(name));
        for (int length = 0; length < whole.length; length += 1 + length % 7) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(CheckpointFormatException.class, () -> open(cut), "at " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"views.pt", "views-legacy.pt", "protocol4.pt"})
    void survivesRandomDamage(String name) throws IOException {
        byte[] whole = Files.readAllBytes(Fixtures.path(name));
        SplittableRandom random = new Seed(1).child(name).random();
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(1, 6); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                long values = 0;
                for (Tensor tensor : open(bytes).tensors().values()) {
                    values += tensor.toFloats().length;
                    assertEquals(tensor.byteCount(), tensor.bytes().remaining());
                }
                assertTrue(values <= 9L * whole.length, values + " values");
            } catch (CheckpointFormatException typed) {
                refused++;
            }
        }
        assertTrue(refused > 20 && refused < 200, refused + " refused");
    }
}
