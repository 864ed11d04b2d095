package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.networks.zoo.ZooWriter;

class ZooSourceTest {
    @TempDir
    Path folder;

    @Test
    void aZooOnDiskGivesTheGeneratorOfItsMembers() throws IOException {
        ZooSource zoo = ZooSource.of(write(TestZoo.random(10, 1)));
        Generator disk = Generator.fit(zoo, TestZoo.quick(), new Seed(5));
        Generator memory = Generator.fit(TestZoo.dense(10, 1), TestZoo.quick(), new Seed(5));
        assertTrue(memory.field().sameBits(disk.field()));
        assertEquals("flowers", disk.facts().dataset().name());
        assertEquals(64, disk.facts().zooChecksum().length());
    }

    @Test
    void aFileThatIsGoneIsNamed() throws IOException {
        Zoo zoo = write(TestZoo.random(3, 1));
        Path file = folder.resolve(zoo.members().get(2).file());
        Files.delete(file);
        ZooSource source = ZooSource.of(zoo);
        var e = assertThrows(UncheckedIOException.class, () -> source.members().weights(2));
        assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
    }

    private Zoo write(List<StateDict> members) throws IOException {
        ZooManifest manifest = new ZooManifest(
                ZooManifest.SCHEMA,
                ZooManifest.Network.of(TestZoo.MLP),
                members.size(),
                new ZooManifest.Dataset("flowers", "0".repeat(64), 100, 20, 1, Map.of()),
                Map.of(),
                Provenance.here(1, Map.of(), null));
        try (ZooWriter writer = ZooWriter.open(folder, manifest)) {
            for (StateDict member : members) {
                writer.append(new Seed(1), member, Optional.empty(), Map.of(), Optional.empty());
            }
        }
        return Zoo.open(folder);
    }
}
