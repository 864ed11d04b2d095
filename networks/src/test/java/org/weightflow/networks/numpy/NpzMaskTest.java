package org.weightflow.networks.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Layout.Entry;
import org.weightflow.networks.Layout.Kind;
import org.weightflow.networks.Mask;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Tensor;

class NpzMaskTest {
    private static final Layout LAYOUT = Layout.of(List.of(
            new Entry("fc.bias", List.of(2), Kind.BIAS, false),
            new Entry("fc.weight", List.of(2, 3), Kind.WEIGHT, true)));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("a.mask.npz");
    }

    /** Keeps the biases and of the weights those at 1 and 5. */
    private static Mask mask() {
        BitSet kept = new BitSet();
        kept.set(0, 2);
        kept.set(2 + 1);
        kept.set(2 + 5);
        return Mask.of(LAYOUT, kept);
    }

    @Test
    void comesBack() throws IOException {
        NpzMask.write(file, mask());
        assertEquals(mask(), NpzMask.read(file, LAYOUT));
        assertEquals(
                List.of("fc.weight"), List.copyOf(NpzFile.open(file).tensors().keySet()));
        Tensor array = NpzFile.open(file).tensor("fc.weight");
        assertEquals(List.of(2L, 3L), array.shape());
        assertArrayEquals(new float[] {0, 1, 0, 0, 0, 1}, array.toFloats());
    }

    @Test
    void namesWhatIsNoMaskOfTheLayout() throws IOException {
        NpzFile.write(file, List.of(Tensor.ofBytes("fc.weight", new byte[] {0, 1, 2, 1, 0, 0}, 2, 3)));
        assertFault("fc.weight: mask value 2 at 2 is neither 0 nor 1");
        NpzFile.write(file, List.of(Tensor.ofBytes("fc.weight", new byte[6], 3, 2)));
        assertFault("fc.weight: U8 [3, 2] found, U8 [2, 3] expected");
        NpzFile.write(file, List.of(Tensor.ofFloats("fc.weight", new float[6], 2, 3)));
        assertFault("fc.weight: F32 [2, 3] found, U8 [2, 3] expected");
        NpzFile.write(file, List.of());
        assertFault("missing fc.weight");
    }

    private void assertFault(String part) {
        var e = assertThrows(CheckpointFormatException.class, () -> NpzMask.read(file, LAYOUT));
        assertTrue(e.getMessage().startsWith(file + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
