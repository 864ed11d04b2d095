package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.artefact.FileFailure;

/** The lines of a {@code members.jsonl} without a torn last one, which is what a killed writer leaves: no LF, or no JSON. */
final class MemberList {
    static final String FILE = "members.jsonl";

    /** Room for a million members. */
    private static final long LARGEST_FILE = 1L << 29;

    private final Path file;
    private final List<byte[]> lines;
    private final long bytes;
    private final boolean torn;

    private MemberList(Path file, List<byte[]> lines, long bytes, boolean torn) {
        this.file = file;
        this.lines = lines;
        this.bytes = bytes;
        this.torn = torn;
    }

    /** Reads the file of {@code folder}; one that is not there has no lines. */
    static MemberList read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        byte[] all;
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException("the file has " + Files.size(file) + " bytes, more than " + LARGEST_FILE);
            }
            all = Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return new MemberList(file, List.of(), 0, false);
        } catch (IOException failure) {
            throw FileFailure.of(file, "cannot be read", failure);
        }
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == '\n') {
                lines.add(Arrays.copyOfRange(all, start, i));
                start = i + 1;
            }
        }
        int last = lines.size() - 1;
        if (start == all.length && last >= 0 && !MemberLine.isObject(lines.get(last))) {
            start -= lines.remove(last).length + 1;
        }
        return new MemberList(file, lines, start, start < all.length);
    }

    /** Number of lines: of members, dropped ones included. */
    int size() {
        return lines.size();
    }

    /** Length of the retained lines in the file. */
    long bytes() {
        return bytes;
    }

    /** Whether anything follows the retained lines. */
    boolean torn() {
        return torn;
    }

    /** Line {@code index} as it stands in the file, without LF. */
    byte[] raw(int index) {
        return lines.get(index);
    }

    /** What line {@code index} says, checked against its place. */
    MemberLine line(int index) throws IOException {
        MemberLine line = MemberLine.parse(lines.get(index), where(index));
        if (line.id() != index) {
            throw new IOException(
                    where(index) + ": id " + line.id() + " is not " + index + "; ids count the lines from 0");
        }
        return line;
    }

    /** As {@link #line(int)}, checked against the layout, too. */
    MemberLine line(int index, Layout layout) throws IOException {
        MemberLine line = line(index);
        if (line.member().isPresent() && line.member().get().prunable() != layout.prunableSize()) {
            throw new IOException(
                    where(index) + ": prunable " + line.member().get().prunable() + " is not " + layout.prunableSize()
                            + ", as the architecture has it");
        }
        return line;
    }

    /** Every member that was not dropped, in order. */
    List<Member> members(Layout layout) throws IOException {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            line(i, layout).member().ifPresent(members::add);
        }
        return members;
    }

    /** Names line {@code index} in a message. */
    String where(int index) {
        return file + ": line " + (index + 1);
    }
}
