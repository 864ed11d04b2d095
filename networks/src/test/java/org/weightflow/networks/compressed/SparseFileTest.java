package org.weightflow.networks.compressed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Layout.Entry;
import org.weightflow.networks.Layout.Kind;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;

class SparseFileTest {
    private static final Layout LAYOUT = Layout.of(List.of(
            new Entry("conv.weight", List.of(4, 1, 5, 5), Kind.WEIGHT, true),
            new Entry("conv.bias", List.of(4), Kind.BIAS, false),
            new Entry("fc.weight", List.of(3, 7), Kind.WEIGHT, true),
            new Entry("gain", List.of(9), Kind.WEIGHT, true),
            new Entry("norm.num_batches_tracked", List.of(), Kind.COUNTER, false)));

    @TempDir
    Path folder;

    private static Mask mask(int oneIn) {
        SplittableRandom random = new Seed(2).random();
        BitSet kept = new BitSet();
        for (int i = 0; i < LAYOUT.size(); i++) {
            kept.set(i, random.nextInt(oneIn) == 0);
        }
        kept.set(LAYOUT.offset(1), LAYOUT.offset(2));
        kept.set(LAYOUT.offset(4));
        return Mask.of(LAYOUT, kept);
    }

    /** Of every six kept values one is +0 and one is -0. */
    private static StateDict weights(Mask mask) {
        float[] flat = new float[LAYOUT.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = i % 6 == 0 ? 0f : i % 6 == 1 ? -0f : i;
        }
        return mask.apply(StateDict.of(LAYOUT, flat));
    }

    @Test
    void comesBackWithItsMask() throws IOException {
        for (int oneIn : new int[] {1, 3, 1000}) {
            Mask mask = mask(oneIn);
            Path file = folder.resolve(oneIn + ".safetensors");
            SparseFile.write(file, weights(mask), mask);
            SparseFile.SparseNetwork back = SparseFile.read(file, LAYOUT);
            assertEquals(mask, back.mask());
            assertTrue(weights(mask).sameBits(back.weights()));
        }
    }

    @Test
    void hasTheTensorsThatCompressedTensorsHas() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SparseFile.write(file, weights(mask(3)), mask(3));
        SafetensorsFile in = SafetensorsFile.open(file);
        assertEquals(14, in.tensors().size());
        assertEquals(List.of(4L, 4L), in.tensor("conv.bitmask").shape());
        assertEquals("[4.0, 25.0]", Arrays.toString(in.tensor("conv.shape").toFloats()));
        assertEquals("[4, 1, 5, 5]", in.metadata().get("conv.weight.shape"));
        assertEquals(List.of(3L), in.tensor("fc.row_offsets").shape());
        assertEquals(List.of(1L, 2L), in.tensor("gain.bitmask").shape());
        assertEquals(List.of((long) mask(3).kept(2)), in.tensor("fc.compressed").shape());
        assertEquals(List.of(4L), in.tensor("conv.bias").shape());
        assertEquals(Dtype.I64, in.tensor("norm.num_batches_tracked").dtype());
    }

    /** What infers its bits from the values loses kept zeros; the mask beside it does not. */
    @Test
    void leavesRoomForTheMaskBesideIt() throws IOException {
        Path beside = folder.resolve("a.mask.safetensors");
        MaskFile.write(beside, mask(3));
        Path file = folder.resolve("a.safetensors");
        SparseFile.write(file, weights(mask(3)), mask(3));
        assertEquals(
                MaskFile.read(beside, LAYOUT), SparseFile.read(file, LAYOUT).mask());
    }

    @Test
    void refusesToLoseAValue() {
        Path file = folder.resolve("a.safetensors");
        StateDict dense = weights(Mask.dense(LAYOUT));
        var e = assertThrows(IllegalArgumentException.class, () -> SparseFile.write(file, dense, mask(1000)));
        assertEquals("conv: value -0.0 at [0, 1] is pruned but not +0", e.getMessage());
        assertTrue(Files.notExists(file));
    }

    @Test
    void namesWhatDoesNotFitTheLayout() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SparseFile.write(file, weights(mask(3)), mask(3));
        SafetensorsFile sound = SafetensorsFile.open(file);
        List<Tensor> tensors = new ArrayList<>(sound.tensors().values());
        Path changed = folder.resolve("b.safetensors");

        SafetensorsWriter.write(changed, tensors, Map.of());
        assertFault(changed, "metadata 'conv.weight.shape' is missing, [4, 1, 5, 5] expected");
        List<Tensor> fewer = new ArrayList<>(tensors);
        fewer.removeIf(tensor -> tensor.name().equals("fc.bitmask"));
        SafetensorsWriter.write(changed, fewer, sound.metadata());
        assertFault(changed, "missing fc.bitmask");
        fewer.add(Tensor.ofBytes("fc.bitmask", new byte[3], 3, 1));
        SafetensorsWriter.write(changed, fewer, sound.metadata());
        assertFault(changed, "fc.compressed: F32 [");
        List<Tensor> bias = new ArrayList<>(tensors);
        bias.removeIf(tensor -> tensor.name().equals("conv.bias"));
        bias.add(Tensor.ofFloats("conv.bias", new float[4], 2, 2));
        SafetensorsWriter.write(changed, bias, sound.metadata());
        assertFault(changed, "conv.bias: shape [2, 2] found, [4] expected");
    }

    private static void assertFault(Path file, String part) {
        var e = assertThrows(CheckpointFormatException.class, () -> SparseFile.read(file, LAYOUT));
        assertTrue(e.getMessage().startsWith(file + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
