package org.weightflow.generator.ensemble;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.zoo.MemberAppender;
import org.weightflow.networks.zoo.NewMember;

/** Ensembles of networks that something other than a generator draws, in the same folder format. */
public final class DrawnEnsemble {
    /** Networks that are drawn side by side at most. */
    private static final int GROUP = 32;
    /** Values that they may have together: 256 MiB of them. */
    private static final int GROUP_VALUES = 1 << 26;

    private DrawnEnsemble() {}

    /** What draws networks. */
    @FunctionalInterface
    public interface Draws {
        /** The draws {@code from} to {@code to} - 1, each of which depends on its number and on no other draw. */
        List<NewMember> between(int from, int to) throws IOException;
    }

    /**
     * Draws an ensemble into a folder, a few members at a time, and opens it.
     * <p>Goes on after the last complete member of an earlier call with the same arguments. The bytes do not depend on interruptions.
     *
     * @param listener told the number of complete members
     * @throws IOException naming the first field that differs, if the folder holds another ensemble
     */
    public static Ensemble write(Path folder, DrawnManifest manifest, Draws draws, IntConsumer listener)
            throws IOException {
        Architecture architecture = manifest.architecture().build();
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw FileFailure.of(folder, "cannot be created", failure);
        }
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            AtomicFiles.sweep(folder);
            EnsembleFile.claim(folder, DrawnManifest.class, manifest);
            MemberAppender appender = MemberAppender.open(lock, architecture.layout());
            int group = group(architecture.layout());
            listener.accept(appender.size());
            while (appender.size() < manifest.members()) {
                // Whole groups always, so that a resumed call works on the same networks side by side.
                int done = appender.size() % group;
                int first = appender.size() - done;
                int end = Math.min(first + group, manifest.members());
                List<NewMember> drawn = draws.between(first, end);
                appender.append(drawn.subList(done, drawn.size()));
                listener.accept(appender.size());
            }
            boolean sparse = appender.members().stream().anyMatch(member -> member.mask() != null);
            EnsembleFile.writeCard(folder, DrawnCard.of(manifest, architecture, sparse));
        }
        return Ensemble.open(folder);
    }

    private static int group(Layout layout) {
        return Math.max(1, Math.min(GROUP, GROUP_VALUES / Math.max(1, layout.size())));
    }
}
