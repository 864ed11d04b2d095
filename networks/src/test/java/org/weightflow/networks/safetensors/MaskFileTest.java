package org.weightflow.networks.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Tensor;

class MaskFileTest {
    /** fc1.weight [2, 5] at 0..9, fc1.bias, fc2.weight [2, 2] at 12..15, fc2.bias. */
    private static final Layout LAYOUT = Mlp.of(5, 2, 2).layout();

    private static final Map<String, String> METADATA = Map.of(
            "format", "weightflow-mask", "version", "1", "fc1.weight.shape", "[2, 5]", "fc2.weight.shape", "[2, 2]");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("000000.mask.safetensors");
    }

    private static Mask mask(Layout layout, long seed) {
        BitSet kept = new BitSet();
        SplittableRandom random = new Seed(seed).random();
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                kept.set(i, !layout.entry(e).prunable() || random.nextBoolean());
            }
        }
        return Mask.of(layout, kept);
    }

    /** NumPy: {@code packbits([0,1,0,0,1,1,0,1,1,0], bitorder="little")} is [178, 1]; {@code packbits([1,0,0,1], ...)} is [9]. */
    @Test
    void packsBitsAsNumPyDoes() throws IOException {
        BitSet kept = new BitSet();
        for (int i : new int[] {1, 4, 5, 7, 8, 10, 11, 12, 15, 16, 17}) {
            kept.set(i);
        }
        MaskFile.write(file, Mask.of(LAYOUT, kept));
        SafetensorsFile in = SafetensorsFile.open(file);
        assertEquals(METADATA, in.metadata());
        assertEquals(
                List.of("fc1.weight", "fc2.weight"), List.copyOf(in.tensors().keySet()));
        assertEquals("b201", hex(in.tensor("fc1.weight")));
        assertEquals("09", hex(in.tensor("fc2.weight")));
        assertEquals(List.of(2L), in.tensor("fc1.weight").shape());
        assertEquals(Mask.of(LAYOUT, kept), MaskFile.read(file, LAYOUT));
    }

    private static String hex(Tensor tensor) {
        byte[] bytes = new byte[tensor.bytes().remaining()];
        tensor.bytes().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest(name = "{0} inputs")
    @ValueSource(ints = {1, 2, 7, 8, 9, 63, 64, 65})
    void comesBackAsItWas(int inputs) throws IOException {
        Layout layout = Mlp.of(inputs, 1, 3).layout();
        for (int seed = 0; seed < 5; seed++) {
            MaskFile.write(file, mask(layout, seed));
            assertEquals(mask(layout, seed), MaskFile.read(file, layout));
        }
        MaskFile.write(file, Mask.dense(layout));
        assertEquals(Mask.dense(layout), MaskFile.read(file, layout));
        BitSet none = Mask.dense(layout).toBitSet();
        none.clear(0, inputs);
        MaskFile.write(file, Mask.of(layout, none));
        assertEquals(Mask.of(layout, none), MaskFile.read(file, layout));
    }

    @Test
    void storesEmptyEntriesAndLayoutsWithoutAny() throws IOException {
        Layout empty = Layout.of(List.of(
                new Layout.Entry("w", List.of(0, 3), Layout.Kind.WEIGHT, true),
                new Layout.Entry("b", List.of(2), Layout.Kind.BIAS, false)));
        MaskFile.write(file, Mask.dense(empty));
        assertEquals(Mask.dense(empty), MaskFile.read(file, empty));
        Layout fixed = Layout.of(List.of(empty.entry(1)));
        MaskFile.write(file, Mask.dense(fixed));
        assertEquals(Mask.dense(fixed), MaskFile.read(file, fixed));
    }

    @Test
    void namesWhatDoesNotFitTheLayout() throws IOException {
        Tensor first = Tensor.ofBytes("fc1.weight", new byte[] {1, 1}, 2);
        Tensor second = Tensor.ofBytes("fc2.weight", new byte[] {1}, 1);
        assertFault(
                "metadata 'fc1.weight.shape' is missing, [2, 5] expected", without("fc1.weight.shape"), first, second);
        assertFault("metadata 'format' is missing, weightflow-mask expected", without("format"), first, second);
        assertFault("metadata 'version' is 2, 1 expected", with("version", "2"), first, second);
        assertFault(
                "metadata 'fc1.weight.shape' is [5, 2], [2, 5] expected",
                with("fc1.weight.shape", "[5, 2]"),
                first,
                second);
        assertFault(
                "metadata 'fc3.weight.shape' is not that of a mask", with("fc3.weight.shape", "[1]"), first, second);
        assertFault("expected 2 entries, found 1; missing fc2.weight", METADATA, first);
        assertFault(
                "expected 2 entries, found 3; surplus fc1.bias",
                METADATA,
                first,
                second,
                Tensor.ofBytes("fc1.bias", new byte[1], 1));
        assertFault(
                "fc2.weight: U8 [2] found, U8 [1] expected for the bits of shape [2, 2]",
                METADATA,
                first,
                Tensor.ofBytes("fc2.weight", new byte[2], 2));
        assertFault(
                "fc2.weight: U8 [1, 1] found, U8 [1] expected for the bits of shape [2, 2]",
                METADATA,
                first,
                Tensor.ofBytes("fc2.weight", new byte[1], 1, 1));
        assertFault(
                "fc2.weight: F32 [1] found, U8 [1] expected for the bits of shape [2, 2]",
                METADATA,
                first,
                Tensor.ofFloats("fc2.weight", new float[1], 1));
        assertFault(
                "fc2.weight: spare bit 4 is set, but shape [2, 2] has 4 values",
                METADATA,
                first,
                Tensor.ofBytes("fc2.weight", new byte[] {0x11}, 1));
        assertFault(
                "fc1.weight: spare bit 15 is set, but shape [2, 5] has 10 values",
                METADATA,
                Tensor.ofBytes("fc1.weight", new byte[] {1, (byte) 0x82}, 2),
                second);
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> metadata = new HashMap<>(METADATA);
        metadata.put(key, value);
        return metadata;
    }

    private static Map<String, String> without(String key) {
        Map<String, String> metadata = new HashMap<>(METADATA);
        metadata.remove(key);
        return metadata;
    }

    private void assertFault(String fault, Map<String, String> metadata, Tensor... tensors) throws IOException {
        SafetensorsWriter.write(file, Arrays.asList(tensors), metadata);
        var e = assertThrows(CheckpointFormatException.class, () -> MaskFile.read(file, LAYOUT));
        assertEquals(file + ": " + fault, e.getMessage());
    }

    /** Every fifth bit of the header and every one of the values. In the last three bytes bits 10 to 15 and 20 to 23 are spare, the others are values; before them stands the header. */
    @Test
    void survivesFlippedBits() throws IOException {
        Mask mask = mask(LAYOUT, 1);
        MaskFile.write(file, mask);
        byte[] whole = Files.readAllBytes(file);
        int values = 8 * (whole.length - 3);
        for (int bit = 0; bit < 8 * whole.length; bit += bit < values ? 5 : 1) {
            byte[] bytes = whole.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bytes);
            int value = bit - values;
            if ((value >= 10 && value < 16) || value >= 20) {
                assertThrows(CheckpointFormatException.class, () -> MaskFile.read(file, LAYOUT));
            } else if (value >= 0) {
                BitSet changed = MaskFile.read(file, LAYOUT).toBitSet();
                changed.xor(mask.toBitSet());
                assertEquals(1, changed.cardinality());
            } else {
                assertRefusedOrUnchanged(mask);
            }
        }
    }

    private void assertRefusedOrUnchanged(Mask mask) throws IOException {
        try {
            assertEquals(mask, MaskFile.read(file, LAYOUT));
        } catch (CheckpointFormatException refused) {
            assertEquals(0, refused.getMessage().indexOf(file.toString()));
        }
    }
}
