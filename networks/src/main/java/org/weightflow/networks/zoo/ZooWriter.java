package org.weightflow.networks.zoo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.FileFailure;

/**
 * Collects a zoo, or goes on with one that was interrupted; holds the folder's lock until it is closed.
 * <p>The next member to train is number {@link #size()}; see {@link MemberAppender} for what survives a kill. For one thread.
 */
public final class ZooWriter implements Closeable {
    private final ArtefactLock lock;
    private final ZooManifest manifest;
    private final MemberAppender appender;

    private ZooWriter(ArtefactLock lock, ZooManifest manifest, MemberAppender appender) {
        this.lock = lock;
        this.manifest = manifest;
        this.appender = appender;
    }

    /**
     * Creates the folder with its manifest, or resumes a zoo whose manifest is equal.
     *
     * @throws IllegalArgumentException if the manifest's architecture is not known
     * @throws IOException naming the first field that differs, the damaged line, or the folder that is in use
     */
    public static ZooWriter open(Path folder, ZooManifest manifest) throws IOException {
        var layout = manifest.architecture().build().layout();
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw FileFailure.of(folder, "cannot be created", failure);
        }
        ArtefactLock lock = ArtefactLock.acquire(folder);
        ZooWriter writer = null;
        try {
            AtomicFiles.sweep(folder);
            ManifestFile.claim(folder, Zoo.MANIFEST, ZooManifest.class, manifest, "zoo");
            writer = new ZooWriter(lock, manifest, MemberAppender.open(lock, layout));
            return writer;
        } finally {
            if (writer == null) {
                lock.close();
            }
        }
    }

    /** Members that are complete. */
    public int size() {
        return appender.size();
    }

    /** The complete members by id. */
    public List<Member> members() {
        return appender.members();
    }

    /**
     * Adds the next member, as {@link MemberAppender#append} does.
     *
     * @throws IllegalStateException if the zoo has all its members
     */
    public Member append(
            Seed seed, StateDict weights, Optional<Mask> mask, Map<String, Double> metrics, Optional<String> parent)
            throws IOException {
        if (size() >= manifest.members()) {
            throw new IllegalStateException(lock.folder() + ": the zoo has all its " + manifest.members() + " members");
        }
        return appender.append(seed, weights, mask, metrics, parent);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
