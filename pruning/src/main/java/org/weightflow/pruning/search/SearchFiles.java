package org.weightflow.pruning.search;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;

/**
 * Keeps a search in a folder: {@code NAME-P.safetensors} or {@code NAME-P.mask.safetensors} for each member P, then {@code NAME.json},
 * which says that they are all there, how long they took and how accurate they are.
 */
final class SearchFiles implements SearchStore {
    private static final String NETWORK = ".safetensors";
    private static final String MASK = ".mask.safetensors";

    private final Path folder;
    private final boolean timed;
    private final Layout layout;
    private final int members;

    /** @param timed whether times are kept; otherwise they are 0, so that the same search leaves the same bytes */
    SearchFiles(Path folder, boolean timed, Layout layout, int members) {
        this.folder = folder;
        this.timed = timed;
        this.layout = layout;
        this.members = members;
    }

    @Override
    public Optional<Kept> facts(String name) throws IOException {
        Path file = folder.resolve(name + ".json");
        return Files.exists(file) ? Optional.of(Json.read(file, Kept.class)) : Optional.empty();
    }

    @Override
    public Optional<List<StateDict>> networks(String name) throws IOException {
        if (!isThere(name, member -> network(name, member))) {
            return Optional.empty();
        }
        List<StateDict> networks = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            networks.add(SafetensorsFile.open(network(name, p)).toStateDict(layout));
        }
        return Optional.of(networks);
    }

    @Override
    public Optional<List<Mask>> masks(String name) throws IOException {
        if (!isThere(name, member -> mask(name, member))) {
            return Optional.empty();
        }
        List<Mask> masks = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            masks.add(MaskFile.read(mask(name, p), layout));
        }
        return Optional.of(masks);
    }

    private boolean isThere(String name, IntFunction<Path> files) {
        boolean there = Files.exists(folder.resolve(name + ".json"));
        for (int p = 0; p < members && there; p++) {
            there = Files.exists(files.apply(p));
        }
        return there;
    }

    @Override
    public void saveNetworks(String name, List<StateDict> networks, Kept facts) throws IOException {
        prepare();
        for (int p = 0; p < members; p++) {
            SafetensorsWriter.write(network(name, p), networks.get(p), Map.of());
        }
        writeFacts(name, facts);
    }

    @Override
    public void saveMasks(String name, List<Mask> masks, Kept facts) throws IOException {
        prepare();
        for (int p = 0; p < members; p++) {
            MaskFile.write(mask(name, p), masks.get(p));
        }
        writeFacts(name, facts);
    }

    private void writeFacts(String name, Kept facts) throws IOException {
        Kept lasting = new Kept(timed ? facts.seconds() : 0, facts.validationAccuracy());
        AtomicFiles.writeText(folder.resolve(name + ".json"), Json.text(lasting));
    }

    @Override
    public void forgetNetworks(String name) throws IOException {
        for (int p = 0; p < members; p++) {
            Files.deleteIfExists(network(name, p));
        }
    }

    @Override
    public void forgetAllNetworks() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + NETWORK)) {
            for (Path file : files) {
                if (!file.getFileName().toString().endsWith(MASK)) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public SearchStore within(String name) {
        return new SearchFiles(folder.resolve(name), timed, layout, members);
    }

    private void prepare() throws IOException {
        Files.createDirectories(folder);
        AtomicFiles.sweep(folder);
    }

    private Path network(String name, int member) {
        return folder.resolve(String.format(Locale.ROOT, "%s-%06d" + NETWORK, name, member));
    }

    private Path mask(String name, int member) {
        return folder.resolve(String.format(Locale.ROOT, "%s-%06d" + MASK, name, member));
    }
}
