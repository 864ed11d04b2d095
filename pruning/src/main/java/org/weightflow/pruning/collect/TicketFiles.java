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
 * The search for tickets on disk: {@code rewound-P.safetensors} for each member and {@code level-LL-P.mask.safetensors} for each
 * level and member. A level counts once its last file is there, and the files are written in order.
 */
final class TicketFiles implements Progress {
    private final Path folder;
    private final Layout layout;
    private final int members;
    private final int levels;

    TicketFiles(Path folder, Layout layout, int members, int levels) {
        this.folder = folder;
        this.layout = layout;
        this.members = members;
        this.levels = levels;
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
        if (!Files.exists(rewound(members - 1))) {
            return null;
        }
        int level = level();
        List<StateDict> weights = new ArrayList<>();
        List<Mask> masks = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            weights.add(SafetensorsFile.open(rewound(p)).toStateDict(layout));
            masks.add(level == 0 ? Mask.dense(layout) : MaskFile.read(mask(level, p), layout));
        }
        return new Tickets(weights, masks);
    }

    @Override
    public void save(int level, Tickets tickets) throws IOException {
        Files.createDirectories(folder);
        AtomicFiles.sweep(folder);
        for (int p = 0; p < members; p++) {
            if (level == 0) {
                SafetensorsWriter.write(rewound(p), tickets.rewound().get(p), Map.of());
            } else {
                MaskFile.write(mask(level, p), tickets.masks().get(p));
            }
        }
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

    private Path rewound(int member) {
        return folder.resolve(String.format(Locale.ROOT, "rewound-%06d.safetensors", member));
    }

    private Path mask(int level, int member) {
        return folder.resolve(String.format(Locale.ROOT, "level-%02d-%06d.mask.safetensors", level, member));
    }
}
