package org.weightflow.networks.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

class CountsTest {
    private static final Layout LAYOUT = Layout.of(List.of(
            new Layout.Entry("w", List.of(2), Layout.Kind.WEIGHT, true),
            new Layout.Entry("bn.num_batches_tracked", List.of(), Layout.Kind.COUNTER, false)));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19_550, 1 << 24})
    void areInt64InFilesAndTheSameNumberInMemory(int count) throws IOException {
        Path file = folder.resolve("a.safetensors");
        StateDict weights = StateDict.of(LAYOUT, new float[] {0.5f, -2, count});
        SafetensorsWriter.write(file, weights, Map.of("format", "pt"));
        SafetensorsFile in = SafetensorsFile.open(file);
        Tensor tensor = in.tensor("bn.num_batches_tracked");
        assertEquals(Dtype.I64, tensor.dtype());
        assertEquals(List.of(), tensor.shape());
        assertEquals(count, tensor.bytes().getLong());
        assertTrue(in.toStateDict(LAYOUT).sameBits(weights));
    }

    @ParameterizedTest
    @ValueSource(floats = {0.5f, -1, 16_777_218, Float.NaN, Float.POSITIVE_INFINITY})
    void areNotWrittenWhereTheyAreNone(float value) {
        StateDict weights = StateDict.of(LAYOUT, new float[] {0.5f, -2, value});
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> SafetensorsWriter.write(folder.resolve("a.safetensors"), weights, Map.of()));
        assertTrue(e.getMessage().contains("bn.num_batches_tracked: " + value), e::getMessage);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, (1L << 24) + 1, Long.MAX_VALUE})
    void areRefusedBeyondWhatFloat32Holds(long value) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, value);
        assertRefused(Tensor.of("bn.num_batches_tracked", Dtype.I64, bytes), "bn.num_batches_tracked: " + value);
    }

    @Test
    void areRefusedAsFloats() throws IOException {
        assertRefused(
                Tensor.ofFloats("bn.num_batches_tracked", new float[] {3}),
                "bn.num_batches_tracked: dtype F32 found, I64 expected");
    }

    private void assertRefused(Tensor counter, String part) throws IOException {
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, List.of(Tensor.ofFloats("w", new float[2], 2), counter), Map.of());
        SafetensorsFile in = SafetensorsFile.open(file);
        var e = assertThrows(CheckpointFormatException.class, () -> in.toStateDict(LAYOUT));
        assertTrue(e.getMessage().contains(file.toString()) && e.getMessage().contains(part), e::getMessage);
    }
}
