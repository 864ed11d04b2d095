package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.networks.zoo.ZooWriter;
import org.weightflow.tools.terminal.Progress;

/** A zoo of networks that nobody trained, for work that takes as long on those. */
final class FreshZoo {
    private FreshZoo() {}

    static void write(Path folder, Architecture architecture, int members, Progress progress) throws IOException {
        ZooManifest manifest = new ZooManifest(
                ZooManifest.SCHEMA,
                ZooManifest.Network.of(architecture),
                members,
                new ZooManifest.Dataset("none", "0".repeat(64), 1, 1, 0, Map.of()),
                Map.of(),
                Provenance.here(1, Map.of(), "0".repeat(64)));
        try (ZooWriter writer = ZooWriter.open(folder, manifest);
                Progress.Task task = progress.start("write the zoo", members)) {
            for (int i = 0; i < members; i++) {
                Seed seed = new Seed(i);
                writer.append(
                        seed,
                        Initialisation.KAIMING_UNIFORM.draw(architecture.layout(), seed),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty());
                task.advance(1, "");
            }
        }
    }
}
