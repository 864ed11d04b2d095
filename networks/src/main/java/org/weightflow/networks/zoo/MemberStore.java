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

    private MemberStore(Path folder, Layout layout, List<Member> members) {
        this.folder = folder;
        this.layout = layout;
        this.members = members;
    }

    /**
     * @param layout the layout of every member
     * @throws IOException naming the line and the field, if a line other than a torn last one is damaged
     */
    public static MemberStore open(Path folder, Layout layout) throws IOException {
        List<Member> members = MemberList.read(folder).members(layout);
        return new MemberStore(folder, layout, List.copyOf(members));
    }

    public int size() {
        return members.size();
    }

    /** The members by id. */
    public List<Member> members() {
        return members;
    }

    /** Whether any member has a mask. */
    public boolean isSparse() {
        return members.stream().anyMatch(member -> member.mask() != null);
    }

    /** The weights of member {@code id}, mapped from its file; checksum and values are for {@link Zoo#verify()} to check. */
    public StateDict weights(int id) throws IOException {
        return SafetensorsFile.open(folder.resolve(members.get(id).file())).toStateDict(layout);
    }

    /** The mask of member {@code id}; empty for a dense one. */
    public Optional<Mask> mask(int id) throws IOException {
        String mask = members.get(id).mask();
        return mask == null ? Optional.empty() : Optional.of(MaskFile.read(folder.resolve(mask), layout));
    }
}
