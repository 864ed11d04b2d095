package org.weightflow.canon.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.safetensors.SafetensorsWriter;

class FileRowsTest {
    private static final Layout LAYOUT = Mlp.of(3, 4, 2).layout();

    @TempDir
    private Path folder;

    private final List<Path> files = new ArrayList<>();
    private final List<StateDict> members = new ArrayList<>();

    private void write() throws IOException {
        for (int i = 0; i < 3; i++) {
            members.add(Initialisation.TORCH_DEFAULT.draw(LAYOUT, new Seed(i)));
            files.add(folder.resolve(i + ".safetensors"));
            SafetensorsWriter.write(files.get(i), members.get(i), Map.of());
        }
    }

    @Test
    void areTheNetworksOfTheFilesInAnyOrderOfEntries() throws IOException {
        write();
        EntryOrder reversed = new EntryOrder(LAYOUT, new int[] {3, 2, 1, 0});
        Rows same = FileRows.networks(files, LAYOUT);
        Rows ordered = FileRows.networks(files, reversed.ordered());
        Rows turned = reversed.of(Rows.ofStateDicts(members));
        for (int from = 0; from <= LAYOUT.size(); from++) {
            for (int count = 0; from + count <= LAYOUT.size(); count++) {
                float[] found = new float[count + 1];
                same.read(2, from, count, found, 1);
                assertArrayEquals(
                        Arrays.copyOfRange(members.get(2).toArray(), from, from + count),
                        Arrays.copyOfRange(found, 1, count + 1));
                ByteBuffer bytes = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder());
                ordered.read(1, from, count, bytes);
                float[] expected = new float[count];
                turned.read(1, from, count, expected, 0);
                float[] read = new float[count];
                bytes.clear().asFloatBuffer().get(read);
                assertArrayEquals(expected, read);
                ByteBuffer again = ByteBuffer.allocate(4 * count + 4).order(ByteOrder.nativeOrder());
                turned.read(1, from, count, again.position(4));
                again.position(4).asFloatBuffer().get(read);
                assertArrayEquals(expected, read);
            }
        }
    }

    @Test
    void whatIsTurnedCanBePutBack() throws IOException {
        write();
        EntryOrder order = new EntryOrder(LAYOUT, new int[] {1, 0, 3, 2});
        assertEquals("fc1.bias", order.ordered().entry(0).name());
        assertEquals(1, order.place(0));
        Rows turned = order.of(Rows.ofStateDicts(members));
        float[] back = new float[LAYOUT.size()];
        for (int from = 0; from < LAYOUT.size(); from += 5) {
            int count = Math.min(5, LAYOUT.size() - from);
            float[] part = new float[count];
            turned.read(0, from, count, part, 0);
            order.put(part, from, count, back);
        }
        assertArrayEquals(members.get(0).toArray(), back);
    }

    @Test
    void aFileThatLacksAnEntryOrIsGoneIsNamed() throws IOException {
        write();
        var shape = assertThrows(
                IOException.class,
                () -> FileRows.networks(files, Mlp.of(3, 5, 2).layout()));
        assertTrue(shape.getMessage().startsWith(files.get(0) + ": fc1.weight: F32 [4, 3] found"), shape::getMessage);
        Rows rows = FileRows.networks(files, LAYOUT);
        Files.delete(files.get(1));
        var gone = assertThrows(UncheckedIOException.class, () -> rows.read(1, 0, 2, new float[2], 0));
        assertEquals(files.get(1) + ": cannot be read: no such file or folder", gone.getMessage());
    }
}
