package org.weightflow.pruning.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;
import org.weightflow.pruning.IterativePruning.Progress;
import org.weightflow.pruning.IterativePruning.Tickets;

/**
 * The search for tickets on disk: {@code rewound-P.safetensors} for each member, {@code dense-P.safetensors} where the dense networks
 * are kept, and {@code level-LL-P.mask.safetensors} for each level and member. A level counts once its last file is there, and the
 * files are written in order.
 */
final class TicketFiles implements Progress {
    private static final String REWOUND = "rewound";
    private static final String DENSE = "dense";

    private final Path folder;
    private final Layout layout;
    private final int members;
    private final int levels;
    private final boolean keepsDense;

    /** @param keepsDense whether the dense networks are kept, to be matched */
    TicketFiles(Path folder, Layout layout, int members, int levels, boolean keepsDense) {
        this.folder = folder;
        this.layout = layout;
        this.members = members;
        this.levels = levels;
        this.keepsDense = keepsDense;
    }

    @Override
    public int level() {
        for (int level = levels; level > 0; level--) {
            if (Files.exists(mask(level, members - 1))) {
                return level;
            }
        }
        return 0;
    }

    @Override
    public Tickets load() throws IOException {
        if (!Files.exists(network(REWOUND, members - 1))) {
            return null;
        }
        int level = level();
        List<Mask> masks = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            masks.add(level == 0 ? Mask.dense(layout) : MaskFile.read(mask(level, p), layout));
        }
        return new Tickets(read(REWOUND), masks);
    }

    /** The dense networks as they were kept, or null where they are not all there. */
    List<StateDict> dense() throws IOException {
        return Files.exists(network(DENSE, members - 1)) ? read(DENSE) : null;
    }

    @Override
    public void save(int level, Tickets tickets) throws IOException {
        if (level == 0) {
            write(REWOUND, tickets.rewound());
            return;
        }
        prepare();
        for (int p = 0; p < members; p++) {
            MaskFile.write(mask(level, p), tickets.masks().get(p));
        }
    }

    @Override
    public void saveDense(List<StateDict> trained) throws IOException {
        if (keepsDense) {
            write(DENSE, trained);
        }
    }

    private void write(String what, List<StateDict> networks) throws IOException {
        prepare();
        for (int p = 0; p < members; p++) {
            SafetensorsWriter.write(network(what, p), networks.get(p), Map.of());
        }
    }

    private List<StateDict> read(String what) throws IOException {
        List<StateDict> networks = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            networks.add(SafetensorsFile.open(network(what, p)).toStateDict(layout));
        }
        return networks;
    }

    private void prepare() throws IOException {
        Files.createDirectories(folder);
        AtomicFiles.sweep(folder);
    }

    /** Forgets the search; for one whose members are complete. */
    void delete() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private Path network(String what, int member) {
        return folder.resolve(String.format(Locale.ROOT, "%s-%06d.safetensors", what, member));
    }

    private Path mask(int level, int member) {
        return folder.resolve(String.format(Locale.ROOT, "level-%02d-%06d.mask.safetensors", level, member));
    }
}
