package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Json;

/**
 * A complete population of trained networks: a folder with {@code zoo.json}, its checksum, {@code members.jsonl} and
 * {@code members/}.
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

    /** Whether a folder has the manifest of a zoo. */
    public static boolean isAt(Path folder) {
        return Files.exists(folder.resolve(MANIFEST));
    }

    /**
     * @throws IOException if the folder is no zoo, the zoo lacks members, or the manifest or a line is damaged
     */
    public static Zoo open(Path folder) throws IOException {
        ZooManifest manifest = ManifestFile.read(folder, MANIFEST, ZooManifest.class);
        Architecture architecture = architecture(folder.resolve(MANIFEST), manifest);
        MemberStore store = MemberStore.open(folder, architecture.layout());
        if (store.listed() < manifest.members()) {
            throw new IOException(folder + ": " + store.listed() + " of " + manifest.members()
                    + " members; run the same command again to go on");
        }
        if (store.listed() > manifest.members()) {
            throw new IOException(
                    folder + ": " + store.listed() + " members listed, but " + manifest.members() + " planned");
        }
        if (store.size() == 0) {
            throw new IOException(folder + ": every member was dropped");
        }
        return new Zoo(folder, manifest, architecture, store);
    }

    /** The manifest, whether or not its checksum is right. */
    static ZooManifest readUnchecked(Path folder) throws IOException {
        return Json.read(folder.resolve(MANIFEST), ZooManifest.class);
    }

    /**
     * Checks every byte of the zoo in {@code folder}, complete or not: manifest, lines, files, checksums, headers, shapes, counts,
     * that values are finite and that what a mask prunes is zero. Does not stop at the first fault. One changed bit or a cut
     * anywhere in these files is a fault.
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

    /** Members, without dropped ones. */
    public int size() {
        return store.size();
    }

    /** The members in the order of their ids, which are their positions unless a damaged member was dropped. */
    public List<Member> members() {
        return store.members();
    }

    /** Whether any member has a mask. */
    public boolean isSparse() {
        return store.isSparse();
    }

    /** The members with their files. */
    public MemberStore store() {
        return store;
    }

    /** The weights of the member at a position, mapped from its file. */
    public StateDict weights(int position) throws IOException {
        return store.weights(position);
    }

    /** The mask of the member at a position; empty for a dense one. */
    public Optional<Mask> mask(int position) throws IOException {
        return store.mask(position);
    }
}
