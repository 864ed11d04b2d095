package org.weightflow.networks.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.networks.artefact.Json;

class MemberTest {
    private static final String LINE = "{\"file\":\"members/000017.safetensors\",\"id\":17,\"kept\":5,"
            + "\"mask\":\"members/000017.mask.safetensors\",\"maskSha256\":\"" + "cd".repeat(32) + "\","
            + "\"metrics\":{\"accuracy\":0.5,\"nll\":1.0},\"parent\":\"level-1\",\"prunable\":18,\"seed\":-9,\"sha256\":\""
            + "ab".repeat(32) + "\"}";

    /** The line is the format: other programs read it. */
    @Test
    void keepsTheFormOfItsLine() throws IOException {
        Member member = new Member(
                17,
                -9,
                "members/000017.safetensors",
                "ab".repeat(32),
                "members/000017.mask.safetensors",
                "cd".repeat(32),
                Map.of("nll", 1.0, "accuracy", 0.5),
                5,
                18,
                "level-1");
        assertEquals(LINE, Json.line(member));
        assertEquals(member, Json.parse(LINE, "x", Member.class));
    }

    @Test
    void hasNoMaskAndNoParentByNull() throws IOException {
        String dense = LINE.replaceAll("\"members/000017.mask[^,]*", "null")
                .replaceAll("\"cdcd[^,]*", "null")
                .replace("\"level-1\"", "null")
                .replace("\"kept\":5", "\"kept\":18");
        Member member = Json.parse(dense, "x", Member.class);
        assertEquals(null, member.mask());
        assertEquals(null, member.parent());
        assertEquals(dense, Json.line(member));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "members/000017.safetensors | ../../etc/passwd | file ../../etc/passwd is not members/000017.safetensors",
                "members/000017.mask.safetensors | members/000018.mask.safetensors | mask members/000018",
                "\"id\":17 | \"id\":-1 | id -1 is less than 0",
                "abab | ABAB | sha256 ABAB",
                "\"cd | \"d | maskSha256 d",
                "\"kept\":5 | \"kept\":19 | kept 19 of 18",
                "\"kept\":5 | \"kept\":-1 | kept -1 is less than 0",
                "\"accuracy\":0.5 | \"accuracy\":null | metric accuracy null is not a finite number",
                "\"accuracy\":0.5 | \"accuracy\":1e999 | is not a finite number",
                "\"parent\":\"level-1\", | | parent",
            })
    void refusesWhatDoesNotFit(String part, String replacement, String message) {
        String line = LINE.replace(part, replacement == null ? "" : replacement);
        var e = assertThrows(IOException.class, () -> Json.parse(line, "x", Member.class));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void refusesAMemberWithoutAMaskThatLacksValues() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Member(
                        0, 1, "members/000000.safetensors", "ab".repeat(32), null, null, Map.of(), 17, 18, null));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Member(
                        0,
                        1,
                        "members/000000.safetensors",
                        "ab".repeat(32),
                        null,
                        "cd".repeat(32),
                        Map.of(),
                        18,
                        18,
                        null));
    }
}
