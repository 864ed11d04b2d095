package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Json;

/**
 * A complete population of trained networks: a folder with {@code zoo.json}, {@code members.jsonl} and {@code members/}.
 * <p>{@link ZooWriter} makes one. Files that other stages put beside these are ignored.
 */
public final class Zoo {
    static final String MANIFEST = "zoo.json";

    private final Path folder;
    private final ZooManifest manifest;
    private final Architecture architecture;
    private final MemberStore store;

    private Zoo(Path folder, ZooManifest manifest, Architecture architecture, MemberStore store) {
        this.folder = folder;
        this.manifest = manifest;
        this.architecture = architecture;
        this.store = store;
    }

    /**
     * @throws IOException if the folder is no zoo, the zoo lacks members, or the manifest or a line is damaged
     */
    public static Zoo open(Path folder) throws IOException {
        Path file = folder.resolve(MANIFEST);
        ZooManifest manifest = Json.read(file, ZooManifest.class);
        Architecture architecture = architecture(file, manifest);
        MemberStore store = MemberStore.open(folder, architecture.layout());
        if (store.size() < manifest.members()) {
            throw new IOException(folder + ": " + store.size() + " of " + manifest.members()
                    + " members; run the same command again to go on");
        }
        if (store.size() > manifest.members()) {
            throw new IOException(
                    folder + ": " + store.size() + " members listed, but " + manifest.members() + " planned");
        }
        return new Zoo(folder, manifest, architecture, store);
    }

    /**
     * Checks every byte of the zoo in {@code folder}, complete or not: manifest, lines, files, checksums, headers, shapes, counts,
     * that values are finite and that what a mask prunes is zero. Does not stop at the first fault.
     */
    public static ZooReport verify(Path folder) {
        return new ZooVerification(folder).run();
    }

    /** As {@link #verify(Path)}, of the files as they are now. */
    public ZooReport verify() {
        return verify(folder);
    }

    static Architecture architecture(Path file, ZooManifest manifest) throws IOException {
        try {
            return manifest.architecture().build();
        } catch (IllegalArgumentException unknown) {
            throw new IOException(file + ": " + unknown.getMessage(), unknown);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Identifies the members: SHA-256 of their list, which holds the checksum of every file. */
    public String checksum() throws IOException {
        return Checksum.ofFile(folder.resolve(MemberList.FILE));
    }

    public ZooManifest manifest() {
        return manifest;
    }

    public Architecture architecture() {
        return architecture;
    }

    public int size() {
        return store.size();
    }

    /** The members by id. */
    public List<Member> members() {
        return store.members();
    }

    /** Whether any member has a mask. */
    public boolean isSparse() {
        return store.isSparse();
    }

    /** The weights of member {@code id}, mapped from its file. */
    public StateDict weights(int id) throws IOException {
        return store.weights(id);
    }

    /** The mask of member {@code id}; empty for a dense one. */
    public Optional<Mask> mask(int id) throws IOException {
        return store.mask(id);
    }
}
