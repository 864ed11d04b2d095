package org.weightflow.networks.zoo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsDraft;
import org.weightflow.networks.safetensors.SafetensorsWriter;

/**
 * Adds members to an artefact folder, so that a kill at any instant loses no member whose {@link #append} has returned, and the
 * final bytes do not depend on how often the work was interrupted.
 * <p>A member's files are durable before the one line that names them is appended and forced. Opening cuts off a torn last line
 * and deletes the member files that no line names. Files that bear other names are left alone. For one thread.
 */
public final class MemberAppender {
    private static final Pattern MEMBER_FILE = Pattern.compile("[0-9]{6,}(\\.mask)?\\.safetensors");
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private final ArtefactLock lock;
    private final Layout layout;
    private final List<Member> members;
    private int listed;
    private long bytes;

    private MemberAppender(ArtefactLock lock, Layout layout, List<Member> members, int listed, long bytes) {
        this.lock = lock;
        this.layout = layout;
        this.members = members;
        this.listed = listed;
        this.bytes = bytes;
    }

    /**
     * Repairs what an interruption left, and goes on after the last complete member.
     *
     * @param lock   the right to write to the folder; stays the caller's
     * @param layout the layout of every member
     * @throws IOException if a line other than a torn last one is damaged, or a file that a line names is missing; nothing has then
     *                     been changed
     */
    public static MemberAppender open(ArtefactLock lock, Layout layout) throws IOException {
        lock.requireOpen();
        Path folder = lock.folder();
        MemberList list = MemberList.read(folder);
        List<Member> members = list.members(layout);
        Set<Path> named = new HashSet<>();
        for (Member member : members) {
            named.add(requireFile(folder, member, member.file()));
            if (member.mask() != null) {
                named.add(requireFile(folder, member, member.mask()));
            }
        }
        Path file = folder.resolve(MemberList.FILE);
        if (list.torn()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(list.bytes());
                channel.force(true);
            } catch (IOException failure) {
                throw FileFailure.of(file, "the torn last line cannot be cut off", failure);
            }
        }
        Path memberFolder = folder.resolve(Member.FOLDER);
        try {
            Files.createDirectories(memberFolder);
        } catch (IOException failure) {
            throw FileFailure.of(memberFolder, "cannot be created", failure);
        }
        AtomicFiles.sweep(memberFolder);
        for (Path stray : unnamed(memberFolder, named)) {
            try {
                Files.delete(stray);
            } catch (IOException failure) {
                throw FileFailure.of(stray, "an unfinished member cannot be deleted", failure);
            }
        }
        return new MemberAppender(lock, layout, members, list.size(), list.bytes());
    }

    /** Members that were ever listed, dropped ones included: the id of the next one. */
    public int size() {
        return listed;
    }

    /** The members in the order of their ids, without dropped ones; grows with each {@link #append}. */
    public List<Member> members() {
        return Collections.unmodifiableList(members);
    }

    /**
     * Adds a member; when this returns it survives a kill and, as far as the disk keeps its word, a power failure.
     *
     * @param seed    root of every draw that made the member
     * @param weights finite, of the store's layout
     * @param mask    for a sparse member; what it prunes must be zero in {@code weights}
     * @param metrics what was measured, by name; finite
     * @param parent  what the member was made from, in the words of the recipe
     * @throws IllegalArgumentException naming the entry or metric and its value, if they do not fit; nothing has then been written
     * @throws IOException              naming the file; the members up to now are then unharmed and the call may be repeated
     */
    public Member append(
            Seed seed, StateDict weights, Optional<Mask> mask, Map<String, Double> metrics, Optional<String> parent)
            throws IOException {
        return append(List.of(new NewMember(seed, weights, mask, metrics, parent)))
                .get(0);
    }

    /**
     * Adds several members as {@link #append(Seed, StateDict, Optional, Map, Optional)} adds one, to the same bytes, but their files
     * side by side, so that the disk forces many at a time: first all files, then all lines. A kill before the lines loses these
     * members and no others.
     *
     * @throws IllegalArgumentException naming the member, entry or metric that does not fit; nothing has then been written
     */
    public List<Member> append(List<NewMember> added) throws IOException {
        lock.requireOpen();
        for (int i = 0; i < added.size(); i++) {
            requireFit(size() + i, added.get(i));
        }
        int first = size();
        List<Member> written = SideBySide.run(added.size(), i -> write(first + i, added.get(i)));
        list(written);
        return written;
    }

    private void requireFit(int id, NewMember added) {
        layout.requireSame(added.weights().layout(), "the weights of member " + id);
        require(id, MemberValues.notFinite(added.weights()));
        added.mask().ifPresent(mask -> {
            layout.requireSame(mask.layout(), "the mask of member " + id);
            require(id, MemberValues.notPruned(added.weights(), mask));
        });
        Member.requireFinite(added.metrics());
    }

    /** Writes the files of a member. */
    private Member write(int id, NewMember added) throws IOException {
        Path file = lock.folder().resolve(Member.fileOf(id));
        SafetensorsWriter.write(file, added.weights(), METADATA);
        return member(
                id,
                added.seed(),
                Checksum.ofFile(file),
                added.mask(),
                Member.requireFinite(added.metrics()),
                added.parent());
    }

    /**
     * Begins a member whose values come a stretch at a time. Several may be under way, to be appended in the order of their ids.
     *
     * @param ahead members that are to come before it, beside those that are there
     * @param mask  for a sparse member
     */
    public MemberDraft draft(int ahead, Optional<Mask> mask) throws IOException {
        lock.requireOpen();
        int id = size() + Check.atLeast("ahead", ahead, 0);
        mask.ifPresent(pruning -> layout.requireSame(pruning.layout(), "the mask of member " + id));
        return new MemberDraft(
                id,
                layout,
                mask,
                SafetensorsDraft.ofLayout(lock.folder().resolve(Member.fileOf(id)), layout, METADATA));
    }

    /**
     * Adds a member that was drafted, as {@link #append(Seed, StateDict, Optional, Map, Optional)} adds one; its bytes are the same.
     *
     * @throws IllegalArgumentException if it is not the next one
     * @throws IllegalStateException    if not all of its values were given
     */
    public Member append(MemberDraft draft, Seed seed, Map<String, Double> metrics, Optional<String> parent)
            throws IOException {
        lock.requireOpen();
        if (draft.id() != size()) {
            throw new IllegalArgumentException("member " + draft.id() + " is not the next one, " + size());
        }
        Map<String, Double> measured = Member.requireFinite(metrics);
        Member member = member(draft.id(), seed, draft.commit(), draft.mask(), measured, parent);
        list(List.of(member));
        return member;
    }

    /** Writes the mask of a member whose weights are in place. */
    private Member member(
            int id,
            Seed seed,
            String sha256,
            Optional<Mask> mask,
            Map<String, Double> measured,
            Optional<String> parent)
            throws IOException {
        Path folder = lock.folder();
        String maskName = null;
        String maskSha256 = null;
        if (mask.isPresent()) {
            maskName = Member.maskOf(id);
            MaskFile.write(folder.resolve(maskName), mask.get());
            maskSha256 = Checksum.ofFile(folder.resolve(maskName));
        }
        return new Member(
                id,
                seed.value(),
                Member.fileOf(id),
                sha256,
                maskName,
                maskSha256,
                measured,
                mask.map(Mask::keptPrunable).orElse(layout.prunableSize()),
                layout.prunableSize(),
                parent.orElse(null));
    }

    /** Appends the lines of members whose files are durable. */
    private void list(List<Member> written) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Member member : written) {
            lines.write(MemberLine.write(member));
            lines.write('\n');
        }
        appendLines(lock.folder().resolve(MemberList.FILE), lines.toByteArray());
        members.addAll(written);
        listed += written.size();
    }

    /** Writes behind the last whole line, over whatever an earlier failure to write left there. */
    private void appendLines(Path file, byte[] lines) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(lines);
        long end = bytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
            while (in.hasRemaining()) {
                end += channel.write(in, end);
            }
            channel.force(true);
        } catch (IOException failure) {
            throw FileFailure.of(file, "cannot be written", failure);
        }
        if (bytes == 0) {
            AtomicFiles.forceFolder(file.toAbsolutePath().getParent());
        }
        bytes = end;
    }

    /** The files that bear a member's name and are not in {@code named}, sorted. */
    static List<Path> unnamed(Path memberFolder, Set<Path> named) throws IOException {
        List<Path> found = new ArrayList<>();
        if (!Files.exists(memberFolder)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(memberFolder)) {
            for (Path file : files) {
                if (MEMBER_FILE.matcher(file.getFileName().toString()).matches()
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && !named.contains(file)) {
                    found.add(file);
                }
            }
        } catch (IOException failure) {
            throw FileFailure.of(memberFolder, "cannot be listed", failure);
        }
        Collections.sort(found);
        return found;
    }

    private static Path requireFile(Path folder, Member member, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    file + ": missing, but " + MemberList.FILE + " lists it as a file of member " + member.id());
        }
        return file;
    }

    private static void require(int id, Optional<String> fault) {
        if (fault.isPresent()) {
            throw new IllegalArgumentException("member " + id + ": " + fault.get());
        }
    }
}
