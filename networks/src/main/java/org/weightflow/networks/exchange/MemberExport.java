package org.weightflow.networks.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.weightflow.networks.Check;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.MemberStore;

/**
 * Takes members out of a zoo or an ensemble, in a form that other software reads.
 * <p>No bit of a weight changes: -0, subnormal values and kept zeros come back from what is written. Every member is checked byte by
 * byte before it leaves. The bytes depend on the members and the format only, so that an export that was interrupted is finished by
 * doing it again: what is there stays, and a file that is there and differs is never overwritten.
 */
public final class MemberExport {
    private final MemberFolder source;
    private final ExportFormat format;

    public MemberExport(MemberFolder source, ExportFormat format) {
        this.source = source;
        this.format = format;
    }

    /**
     * What an export did.
     *
     * @param members that were exported
     * @param written files that were written
     * @param present files that were there already, byte for byte
     */
    public record Report(int members, int written, int present) {}

    /**
     * Writes members to {@code out}: one member of a repository format straight into it, several into a folder each, named as
     * {@code 000017}; NumPy's files always side by side.
     *
     * @param out       made if it is not there
     * @param positions of the members in the store, at least one
     * @throws IllegalArgumentException if a member does not suit the format; nothing of it has then been written
     * @throws IOException              naming the file that is damaged or in the way, or the folder that is in use; complete members
     *                                  stay
     */
    public Report write(Path out, List<Integer> positions) throws IOException {
        Check.atLeast("members", positions.size(), 1);
        positions.forEach(this::requireSuits);
        try {
            Files.createDirectories(out);
            if (Files.isSameFile(out, source.folder())) {
                throw new IOException("the members are there; choose another folder");
            }
        } catch (IOException failure) {
            throw FileFailure.of(out, "cannot be exported to", failure);
        }
        try (ArtefactLock lock = ArtefactLock.acquire(out)) {
            lock.requireOpen();
            AtomicFiles.sweep(out);
            try (Staging staging = Staging.open(out)) {
                for (int position : positions) {
                    ExportedNetwork network = read(position);
                    write(staging.folder(), network);
                    boolean apart = format.isRepository() && positions.size() > 1;
                    staging.moveTo(apart ? out.resolve(ExportedNetwork.nameOf(network.member())) : out);
                }
                return new Report(positions.size(), staging.written(), staging.present());
            }
        }
    }

    private void requireSuits(int position) {
        Member member = source.store().members().get(position);
        if (format == ExportFormat.COMPRESSED_TENSORS && member.mask() == null) {
            throw new IllegalArgumentException(source.folder() + ": member " + member.id()
                    + " is dense, but compressed-tensors is for sparse members; the format hub takes both");
        }
    }

    private void write(Path folder, ExportedNetwork network) throws IOException {
        try {
            format.write(folder, network);
        } catch (IllegalArgumentException unsuitable) {
            throw new IllegalArgumentException(
                    source.folder() + ": member " + network.member().id() + ": " + unsuitable.getMessage(), unsuitable);
        }
    }

    private ExportedNetwork read(int position) throws IOException {
        MemberStore store = source.store();
        store.requireSound(position);
        return new ExportedNetwork(
                source.architecture(),
                source.dataset(),
                source.sampled(),
                store.members().get(position),
                store.weights(position),
                store.mask(position));
    }
}
