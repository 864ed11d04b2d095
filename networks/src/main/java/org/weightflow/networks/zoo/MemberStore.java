package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;

/**
 * The members of an artefact folder, to read: {@code members.jsonl} and the files that it names.
 * <p>It shows what was complete when it was opened; a writer that is at work does not disturb it. {@link MemberAppender} adds to it.
 */
public final class MemberStore {
    /** The file of a folder that lists its members. */
    public static final String LIST = MemberList.FILE;

    private final Path folder;
    private final Layout layout;
    private final List<Member> members;
    private final int listed;

    private MemberStore(Path folder, Layout layout, List<Member> members, int listed) {
        this.folder = folder;
        this.layout = layout;
        this.members = members;
        this.listed = listed;
    }

    /**
     * @param layout the layout of every member
     * @throws IOException naming the line and the field, if a line other than a torn last one is damaged
     */
    public static MemberStore open(Path folder, Layout layout) throws IOException {
        MemberList list = MemberList.read(folder);
        return new MemberStore(folder, layout, List.copyOf(list.members(layout)), list.size());
    }

    /** Members, without dropped ones. */
    public int size() {
        return members.size();
    }

    /** Members that were ever listed: those that are there and those that were dropped. */
    int listed() {
        return listed;
    }

    /** The members in the order of their ids. */
    public List<Member> members() {
        return members;
    }

    /** Whether any member has a mask. */
    public boolean isSparse() {
        return members.stream().anyMatch(member -> member.mask() != null);
    }

    /**
     * Checks every byte of the member at a position: checksums, shapes, that values are finite and that what a mask prunes is zero.
     *
     * @throws IOException naming the file and its first fault
     */
    public void requireSound(int position) throws IOException {
        List<String> faults = new MemberFiles(folder, members.get(position)).faults(Optional.of(layout));
        if (!faults.isEmpty()) {
            throw new IOException(faults.get(0));
        }
    }

    /** The weights of the member at a position, mapped from its file; checksum and values are for {@link Zoo#verify()} to check. */
    public StateDict weights(int position) throws IOException {
        return SafetensorsFile.open(folder.resolve(members.get(position).file()))
                .toStateDict(layout);
    }

    /** The file with the weights of the member at a position. */
    public Path file(int position) {
        return folder.resolve(members.get(position).file());
    }

    /** The mask of the member at a position; empty for a dense one. */
    public Optional<Mask> mask(int position) throws IOException {
        String mask = members.get(position).mask();
        return mask == null ? Optional.empty() : Optional.of(MaskFile.read(folder.resolve(mask), layout));
    }
}
