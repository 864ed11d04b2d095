package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.numpy.NpzFile;
import org.weightflow.networks.numpy.NpzMask;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;

class FolderSourceTest {
    @TempDir
    private Path folder;

    @Test
    void countsAsPeopleDoAndLooksIntoSubfolders() throws IOException {
        for (String name : List.of("seed10.pt", "seed2.PTH", "deep/er/a.bin", "seed1.npz", "readme.md", ".hidden.pt")) {
            touch(name);
        }
        touch("deep/er/too/deep.pt");
        assertEquals(List.of("deep/er/a.bin", "seed1.npz", "seed2.PTH", "seed10.pt"), names(FolderSource.open(folder)));
    }

    @Test
    void takesShardsAsOneCheckpoint() throws IOException {
        write("big-00001-of-00002.safetensors", "a");
        write("big-00002-of-00002.safetensors", "b");
        write("other.safetensors", "c");
        Files.writeString(
                folder.resolve("big.safetensors.index.json"),
                "{\"metadata\":{\"total_size\":8},\"weight_map\":{\"a\":\"big-00001-of-00002.safetensors\","
                        + "\"b\":\"big-00002-of-00002.safetensors\"}}");
        FolderSource source = FolderSource.open(folder);
        assertEquals(List.of("big.safetensors.index.json", "other.safetensors"), names(source));
        assertEquals(List.of("a", "b"), List.copyOf(source.read(0).tensors().keySet()));
    }

    @Test
    void keepsMasksWithTheirCheckpoints() throws IOException {
        Layout layout = Mlp.of(2, 2).layout();
        for (String name : List.of("a.safetensors", "b.safetensors", "hub/model.safetensors")) {
            write(name, "c");
        }
        NpzFile.write(folder.resolve("d.npz"), List.of(Tensor.ofFloats("c", new float[] {1}, 1)));
        Mask first = without(layout, 0);
        Mask second = without(layout, 1);
        Mask third = without(layout, 2);
        MaskFile.write(folder.resolve("a.mask.safetensors"), first);
        MaskFile.write(folder.resolve("hub/lottery_masks.safetensors"), second);
        NpzMask.write(folder.resolve("d.mask.npz"), third);
        FolderSource source = FolderSource.open(folder);
        assertEquals(List.of("a.safetensors", "b.safetensors", "d.npz", "hub/model.safetensors"), names(source));
        assertEquals(Optional.of(first), source.mask(0, layout));
        assertEquals(Optional.empty(), source.mask(1, layout));
        assertEquals(Optional.of(third), source.mask(2, layout));
        assertEquals(Optional.of(second), source.mask(3, layout));
    }

    private static Mask without(Layout layout, int pruned) {
        BitSet kept = new BitSet();
        kept.set(0, layout.size());
        kept.clear(pruned);
        return Mask.of(layout, kept);
    }

    @Test
    void readsASingleFile() throws IOException {
        write("one.safetensors", "a");
        write("two.safetensors", "b");
        FolderSource source = FolderSource.open(folder.resolve("one.safetensors"));
        assertEquals(List.of("one.safetensors"), names(source));
        touch("what.txt");
        FolderSource text = FolderSource.open(folder.resolve("what.txt"));
        var e = assertThrows(CheckpointFormatException.class, () -> text.read(0));
        assertTrue(e.getMessage().contains("what.txt") && e.getMessage().contains(".safetensors"), e::getMessage);
    }

    private static List<String> names(FolderSource source) {
        return IntStream.range(0, source.count()).mapToObj(source::name).toList();
    }

    private void touch(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), "");
    }

    private void write(String name, String tensor) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        SafetensorsWriter.write(folder.resolve(name), List.of(Tensor.ofFloats(tensor, new float[] {1}, 1)), Map.of());
    }
}
