package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weightflow.networks.Check;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Json;

/**
 * A line of {@code members.jsonl}: a {@link Member}, or a note that a damaged one was dropped, behind a check of itself.
 * <p>The check is the line's first field, {@code check}: the SHA-256 of the line as it is without that field. So no file needs to
 * be kept in step with the list, an appended line needs no other write, and a line that was cut off or changed gives itself away.
 * Lines without a check, which older versions wrote, are read as they are.
 */
final class MemberLine {
    private static final Pattern CHECKED = Pattern.compile("\\{\"check\":\"([0-9a-f]{64})\",(.*)", Pattern.DOTALL);
    private static final String DROPPED = "{\"dropped\":";

    private final boolean checked;
    private final String body;
    private final int id;
    private final Member member;
    private final Dropped dropped;

    /**
     * A member that was damaged and is no longer part of the zoo.
     *
     * @param id      that it had
     * @param dropped why
     */
    record Dropped(int id, String dropped) {
        Dropped {
            Check.atLeast("id", id, 0);
            Objects.requireNonNull(dropped, "dropped is null");
        }
    }

    private MemberLine(boolean checked, String body, int id, Member member, Dropped dropped) {
        this.checked = checked;
        this.body = body;
        this.id = id;
        this.member = member;
        this.dropped = dropped;
    }

    /** The line for a member or a dropped one, without LF. */
    static byte[] write(Record content) {
        String body = Json.line(content);
        return ("{\"check\":\"" + Checksum.ofText(body) + "\"," + body.substring(1)).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param where where the line stands, to begin the message with
     * @throws IOException one sentence that names the place and the rule
     */
    static MemberLine parse(byte[] line, String where) throws IOException {
        String text;
        try {
            text = decode(line);
        } catch (CharacterCodingException failure) {
            throw new IOException(where + ": the bytes are not UTF-8", failure);
        }
        Matcher matcher = CHECKED.matcher(text);
        boolean checked = matcher.matches();
        String body = checked ? "{" + matcher.group(2) : text;
        if (checked && !Checksum.ofText(body).equals(matcher.group(1))) {
            throw new IOException(where + ": check " + matcher.group(1)
                    + " is not the SHA-256 of the rest of the line, " + Checksum.ofText(body));
        }
        if (body.startsWith(DROPPED)) {
            Dropped dropped = Json.parse(body, where, Dropped.class);
            return new MemberLine(checked, body, dropped.id(), null, dropped);
        }
        Member member = Json.parse(body, where, Member.class);
        return new MemberLine(checked, body, member.id(), member, null);
    }

    /** Whether the bytes are one JSON object, whatever its fields. */
    static boolean isObject(byte[] line) {
        try {
            return Json.isObject(decode(line));
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String decode(byte[] line) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    }

    int id() {
        return id;
    }

    /** Empty for a dropped member. */
    Optional<Member> member() {
        return Optional.ofNullable(member);
    }

    /** Why the member was dropped; empty for one that was not. */
    Optional<String> dropped() {
        return Optional.ofNullable(dropped).map(Dropped::dropped);
    }

    /** Whether the line has a check. */
    boolean isChecked() {
        return checked;
    }

    /** Whether the line, without its check, is character for character what the writer gives. */
    boolean isCanonical() {
        return body.equals(Json.line(member == null ? dropped : member));
    }
}
