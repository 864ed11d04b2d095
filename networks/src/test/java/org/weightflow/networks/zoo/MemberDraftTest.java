package org.weightflow.networks.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.safetensors.SafetensorsWriter;

class MemberDraftTest {
    private static final Layout LAYOUT = new Mlp(List.of(4, 3, 2), Mlp.Norm.BATCH).layout();
    private static final Map<String, Double> METRICS = Map.of("draw", 3.0);

    @TempDir
    private Path folder;

    @Test
    void membersThatAreWrittenByStretchesAreThoseThatAreWrittenWhole() throws IOException {
        StateDict dense = Initialisation.TORCH_DEFAULT.draw(LAYOUT, new Seed(1));
        Mask mask = mask();
        StateDict sparse = mask.apply(dense);
        Path whole = Files.createDirectories(folder.resolve("whole"));
        Path parts = Files.createDirectories(folder.resolve("parts"));
        try (ArtefactLock lock = ArtefactLock.acquire(whole)) {
            MemberAppender appender = MemberAppender.open(lock, LAYOUT);
            appender.append(new Seed(1), dense, Optional.empty(), METRICS, Optional.empty());
            appender.append(new Seed(2), sparse, Optional.of(mask), METRICS, Optional.of("trunk"));
        }
        try (ArtefactLock lock = ArtefactLock.acquire(parts)) {
            MemberAppender appender = MemberAppender.open(lock, LAYOUT);
            try (MemberDraft first = appender.draft(0, Optional.empty());
                    MemberDraft second = appender.draft(1, Optional.of(mask))) {
                for (int entry : SafetensorsWriter.order(LAYOUT)) {
                    for (int i = 0; i < LAYOUT.entry(entry).size(); i++) {
                        first.write(entry, i, new float[] {dense.entry(entry).get(i), 7}, 1);
                        second.write(entry, i, new float[] {sparse.entry(entry).get(i)}, 1);
                    }
                }
                var early = assertThrows(
                        IllegalArgumentException.class,
                        () -> appender.append(second, new Seed(2), METRICS, Optional.empty()));
                assertTrue(early.getMessage().contains("member 1 is not the next one, 0"), early::getMessage);
                appender.append(first, new Seed(1), METRICS, Optional.empty());
                appender.append(second, new Seed(2), METRICS, Optional.of("trunk"));
            }
            assertEquals(2, appender.size());
        }
        for (String file : new String[] {
            "members.jsonl",
            "members/000000.safetensors",
            "members/000001.safetensors",
            "members/000001.mask.safetensors"
        }) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(parts.resolve(file)), file);
        }
    }

    @Test
    void aDraftThatIsNotAddedLeavesNothing() throws IOException {
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            MemberAppender appender = MemberAppender.open(lock, LAYOUT);
            try (MemberDraft draft = appender.draft(0, Optional.of(mask()))) {
                int weight = LAYOUT.indexOf("fc1.weight");
                var infinite = assertThrows(
                        IllegalArgumentException.class,
                        () -> draft.write(weight, 5, new float[] {0, Float.POSITIVE_INFINITY}, 2));
                assertEquals(
                        "member 0: fc1.weight[6] is Infinity, which is not a finite number", infinite.getMessage());
                var pruned = assertThrows(
                        IllegalArgumentException.class, () -> draft.write(weight, 2, new float[] {0, 1}, 2));
                assertEquals("member 0: fc1.weight[3] is 1.0 but its mask prunes it to zero", pruned.getMessage());
                assertThrows(
                        IllegalStateException.class,
                        () -> appender.append(draft, new Seed(1), METRICS, Optional.empty()));
            }
            assertEquals(0, appender.size());
        }
        try (var left = Files.list(folder.resolve("members"))) {
            assertEquals(0, left.count());
        }
    }

    /** All but every fourth value of the first weights. */
    private static Mask mask() {
        BitSet kept = Mask.dense(LAYOUT).toBitSet();
        int start = LAYOUT.offset(LAYOUT.indexOf("fc1.weight"));
        for (int i = 3; i < 12; i += 4) {
            kept.clear(start + i);
        }
        return Mask.of(LAYOUT, kept);
    }
}
