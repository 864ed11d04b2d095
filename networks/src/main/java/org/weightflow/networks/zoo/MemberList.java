package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.artefact.Json;

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
        if (start == all.length && last >= 0 && !isObject(lines.get(last))) {
            start -= lines.remove(last).length + 1;
        }
        return new MemberList(file, lines, start, start < all.length);
    }

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

    /** What line {@code index} says, checked against its place and the layout. */
    Member member(int index, Layout layout) throws IOException {
        String where = file + ": line " + (index + 1);
        Member member;
        try {
            member = Json.parse(decode(lines.get(index)), where, Member.class);
        } catch (CharacterCodingException failure) {
            throw new IOException(where + ": the bytes are not UTF-8", failure);
        }
        if (member.id() != index) {
            throw new IOException(where + ": id " + member.id() + " is not " + index + "; ids count the lines from 0");
        }
        if (member.prunable() != layout.prunableSize()) {
            throw new IOException(where + ": prunable " + member.prunable() + " is not " + layout.prunableSize()
                    + ", as the architecture has it");
        }
        return member;
    }

    /** Every member, in order. */
    List<Member> members(Layout layout) throws IOException {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            members.add(member(i, layout));
        }
        return members;
    }

    /** Whether line {@code index} is byte for byte what the writer gives for {@code member}. */
    boolean isCanonical(int index, Member member) {
        return Arrays.equals(lines.get(index), Json.line(member).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isObject(byte[] line) {
        try {
            return Json.isObject(decode(line));
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String decode(byte[] line) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    }
}
