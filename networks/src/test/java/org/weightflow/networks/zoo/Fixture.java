package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Provenance;

/** A small population whose members depend on their number only, as trained ones do. */
final class Fixture {
    static final Mlp MLP = Mlp.of(4, 3, 2);
    static final Layout LAYOUT = MLP.layout();
    static final int MEMBERS = 3;

    private Fixture() {}

    static ZooManifest manifest() {
        return manifest(Map.of("epochs", 20, "rate", 0.01));
    }

    static ZooManifest manifest(Map<String, Object> recipe) {
        return new ZooManifest(
                ZooManifest.SCHEMA,
                ZooManifest.Network.of(MLP),
                MEMBERS,
                new ZooManifest.Dataset("iris", "ab".repeat(32), 120, 30, 7, Map.of("mean", 0.5, "deviation", 2)),
                recipe,
                new Provenance("0.1.0", "17", "vm", "os", "arch", 2, Map.of(), null));
    }

    static Seed seed(int id) {
        return new Seed(11).child("zoo").child(id);
    }

    static Mask mask(int id) {
        BitSet kept = Mask.dense(LAYOUT).toBitSet();
        SplittableRandom random = seed(id).child("mask").random();
        for (int i = 0; i < 12; i++) {
            kept.set(i, random.nextBoolean());
        }
        return Mask.of(LAYOUT, kept);
    }

    static StateDict dense(int id) {
        return Initialisation.TORCH_DEFAULT.draw(LAYOUT, seed(id));
    }

    static StateDict sparse(int id) {
        return mask(id).apply(dense(id));
    }

    static Member append(ZooWriter writer, boolean sparse) throws IOException {
        int id = writer.size();
        return writer.append(
                seed(id),
                sparse ? sparse(id) : dense(id),
                sparse ? Optional.of(mask(id)) : Optional.empty(),
                Map.of("accuracy", 0.9 + id / 100.0, "nll", 0.25),
                sparse && id > 0 ? Optional.of("level-" + (id - 1)) : Optional.empty());
    }

    /** Collects what is missing, as a command does that is run again. */
    static void collect(Path folder, boolean sparse) throws IOException {
        try (ZooWriter writer = ZooWriter.open(folder, manifest())) {
            while (writer.size() < MEMBERS) {
                append(writer, sparse);
            }
        }
    }

    /** The list with the check of every whole line made to fit the rest of it. */
    static String signed(String list) {
        StringBuilder signed = new StringBuilder();
        for (String line : list.split("(?<=\n)", -1)) {
            int rest = line.indexOf("\",", "{\"check\":\"".length());
            if (line.startsWith("{\"check\":\"") && rest > 0 && line.endsWith("\n")) {
                String body = "{" + line.substring(rest + 2, line.length() - 1);
                signed.append("{\"check\":\"")
                        .append(Checksum.ofText(body))
                        .append("\",")
                        .append(body.substring(1))
                        .append('\n');
            } else {
                signed.append(line);
            }
        }
        return signed.toString();
    }

    /** Every file below a folder with its bytes, one char a byte. */
    static SortedMap<String, String> contents(Path folder) throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                contents.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                return FileVisitResult.CONTINUE;
            }
        });
        return contents;
    }

    /** Makes the files below a folder those of {@code contents}. */
    static void restore(Path folder, Map<String, String> contents) throws IOException {
        Map<String, String> found = contents(folder);
        for (String name : found.keySet()) {
            if (!contents.containsKey(name)) {
                Files.delete(folder.resolve(name));
            }
        }
        for (Map.Entry<String, String> file : contents.entrySet()) {
            if (!file.getValue().equals(found.get(file.getKey()))) {
                Files.write(folder.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }
}
