package org.weightflow.bayes.artefact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.zoo.ZooManifest;

/** Small posteriors whose weights are uncertain and whose biases are points. */
final class PosteriorFixture {
    static final Mlp MLP = Mlp.of(4, 6, 3);
    static final Mlp NORMALISED = new Mlp(List.of(4, 8, 3), Mlp.Norm.BATCH);

    private PosteriorFixture() {}

    static PosteriorOrigin origin(Mlp architecture) {
        return new PosteriorOrigin(
                ZooManifest.Network.of(architecture),
                new ZooManifest.Dataset("iris", "ab".repeat(32), 100, 20, 1, Map.of()),
                Map.of("method", "magnitude", "level", 2),
                7,
                Provenance.here(1, Map.of("tensors", "1"), "ab".repeat(32)));
    }

    static List<Posterior> sparse(int members) {
        return IntStream.range(0, members)
                .mapToObj(p -> posterior(MLP.layout(), 0.5, new Seed(3).child(p)))
                .toList();
    }

    /** @param kept share of the weights that stay, at random */
    static Posterior posterior(Layout layout, double kept, Seed seed) {
        SplittableRandom random = seed.random();
        float[] means = new float[layout.size()];
        float[] deviations = new float[layout.size()];
        BitSet mask = new BitSet();
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                means[i] = entry.kind() == Layout.Kind.COUNTER ? 5 : (float) (0.5 + random.nextDouble());
                deviations[i] = entry.prunable() ? (float) (0.1 + random.nextDouble()) : 0;
                mask.set(i, !entry.prunable() || random.nextDouble() < kept);
            }
        }
        return Posterior.masked(StateDict.of(layout, means), StateDict.of(layout, deviations), Mask.of(layout, mask));
    }

    static Map<String, String> checksums(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(folder.relativize(file).toString(), Checksum.ofFile(file));
            }
        }
        return found;
    }
}
