package org.weightflow.networks.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.networks.zoo.ZooWriter;

/** Small zoos whose weights are what a careless copy changes: zeros of both signs, subnormal, smallest and largest values. */
final class ExportFixture {
    private static final float[] EXTREMES = {
        0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 0x1p-127f, Float.MAX_VALUE, -Float.MAX_VALUE, Math.nextUp(1f)
    };

    private ExportFixture() {}

    /** Counters hold counts up to the largest one; of the other values every second one is an extreme. */
    static StateDict weights(Layout layout, int id) {
        SplittableRandom random = new Seed(3).child(id).random();
        float[] flat = new float[layout.size()];
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                flat[i] = layout.entry(e).kind() == Layout.Kind.COUNTER
                        ? (1 << 24) - random.nextInt(2)
                        : random.nextBoolean()
                                ? EXTREMES[random.nextInt(EXTREMES.length)]
                                : (float) random.nextDouble(-1, 1);
            }
        }
        return StateDict.of(layout, flat);
    }

    /** Keeps about a quarter of the prunable values, some of which are zero. */
    static Mask mask(Layout layout, int id) {
        SplittableRandom random = new Seed(4).child(id).random();
        BitSet kept = new BitSet();
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                kept.set(i, !layout.entry(e).prunable() || random.nextInt(4) == 0);
            }
        }
        return Mask.of(layout, kept);
    }

    static MemberFolder zoo(Path folder, Architecture architecture, boolean sparse, int members) throws IOException {
        return zoo(folder, architecture, sparse, members, Map.of(Member.VALIDATION_ACCURACY, 0.9375, "draw", 5.0));
    }

    static MemberFolder zoo(
            Path folder, Architecture architecture, boolean sparse, int members, Map<String, Double> metrics)
            throws IOException {
        Layout layout = architecture.layout();
        try (ZooWriter writer = ZooWriter.open(folder, manifest(architecture, members))) {
            for (int id = writer.size(); id < members; id++) {
                Mask mask = mask(layout, id);
                StateDict weights = weights(layout, id);
                writer.append(
                        new Seed(11).child(id),
                        sparse ? mask.apply(weights) : weights,
                        sparse ? Optional.of(mask) : Optional.empty(),
                        metrics,
                        sparse ? Optional.of("level-" + id) : Optional.empty());
            }
        }
        return MemberFolder.of(Zoo.open(folder));
    }

    /** A zoo of one member. */
    static MemberFolder zoo(Path folder, Architecture architecture, StateDict weights, Optional<Mask> mask)
            throws IOException {
        try (ZooWriter writer = ZooWriter.open(folder, manifest(architecture, 1))) {
            writer.append(new Seed(11), weights, mask, Map.of(), Optional.empty());
        }
        return MemberFolder.of(Zoo.open(folder));
    }

    private static ZooManifest manifest(Architecture architecture, int members) {
        return new ZooManifest(
                ZooManifest.SCHEMA,
                ZooManifest.Network.of(architecture),
                members,
                new ZooManifest.Dataset("iris", "ab".repeat(32), 120, 30, 7, Map.of()),
                Map.of(),
                new Provenance("0.1.0", "17", "vm", "os", "arch", 2, Map.of(), null));
    }

    static List<Integer> all(MemberFolder folder) {
        return MemberSelection.all().positions(folder.store().members());
    }

    /** Every file below a folder with its bytes, one char a byte. */
    static SortedMap<String, String> contents(Path folder) throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }
}
