package org.weightflow.networks.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.networks.Check;

class JsonTest {
    @TempDir
    Path folder;

    enum Colour {
        RED,
        GREEN
    }

    record Inner(double rate, String note) {}

    record Outer(int epochs, long seed, Inner inner, List<Integer> widths, Map<String, Object> extra, Colour colour) {
        Outer {
            Check.atLeast("epochs", epochs, 1);
        }
    }

    record Grown(int epochs, @AddedLater boolean fast, @AddedLater Integer images) {}

    private static final Outer VALUE = new Outer(
            3, Long.MIN_VALUE, new Inner(1e-4, null), List.of(4, 3), Map.of("b", 2.0, "a", true), Colour.GREEN);

    private static final String LINE = "{\"colour\":\"GREEN\",\"epochs\":3,\"extra\":{\"a\":true,\"b\":2.0},"
            + "\"inner\":{\"note\":null,\"rate\":1.0E-4},\"seed\":-9223372036854775808,\"widths\":[4,3]}";

    @Test
    void writesSortedKeysWithoutWhiteSpace() {
        assertEquals(LINE, Json.line(VALUE));
    }

    @Test
    void writesLinesForPeople() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", List.of(1, 2));
        map.put("a", Map.of("x", "\u00e9\n"));
        map.put("c", Map.of());
        map.put("d", List.of());
        assertEquals(
                "{\n  \"a\": {\n    \"x\": \"\u00e9\\n\"\n  },\n  \"b\": [1, 2],\n  \"c\": {},\n  \"d\": []\n}\n",
                Json.text(map));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "1, 1.0",
        "-0.0, -0.0",
        "1e7, 1.0E7",
        "123456.789, 123456.789",
        "1e-3, 0.001",
        "4.9e-324, 4.9E-324",
        "1.7976931348623157e308, 1.7976931348623157E308"
    })
    void writesDoublesAsJavaDoes(double value, String expected) throws IOException {
        assertEquals("[" + expected + "]", Json.line(new double[] {value}));
        assertEquals(
                value,
                Json.parse("{\"rate\":" + expected + ",\"note\":\"\"}", "x", Inner.class)
                        .rate());
    }

    @Test
    void readsBackWhatItWrites() throws IOException {
        assertEquals(VALUE, Json.parse(LINE, "x", Outer.class));
        Path file = folder.resolve("a.json");
        AtomicFiles.writeText(file, Json.text(VALUE));
        assertEquals(VALUE, Json.read(file, Outer.class));
    }

    @Test
    void fieldsThatWereAddedLaterMayBeMissing() throws IOException {
        String old = "{\"epochs\":3}";
        Grown grown = Json.parse(old, "x", Grown.class);
        assertEquals(new Grown(3, false, null), grown);
        assertEquals(old, Json.line(grown));
        String full = "{\"epochs\":3,\"fast\":true,\"images\":7}";
        assertEquals(new Grown(3, true, 7), Json.parse(full, "x", Grown.class));
        assertEquals(full, Json.line(new Grown(3, true, 7)));
        assertEquals(
                Optional.of(new Json.Difference("fast", "missing", "true")),
                Json.firstDifference(grown, new Grown(3, true, null)));
        var e = assertThrows(IOException.class, () -> Json.parse("{\"fast\":true}", "x", Grown.class));
        assertEquals("x: epochs: the field is missing", e.getMessage());
        assertThrows(IOException.class, () -> Json.parse(full.replace("7", "\"7\""), "x", Grown.class));
    }

    @Test
    void refusesNumbersThatJsonLacks() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> Json.line(Map.of("a", List.of(1.0, Map.of("b", Double.NaN)))));
        assertEquals("a[1].b: NaN is not a finite number", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Json.line(Map.of("a", Float.POSITIVE_INFINITY)));
    }

    /** Columns: what to replace, by what, and what the message says after the file. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"epochs\":3 | \"epochs\":3,\"lr\":1        | lr: the field is not known",
                "\"rate\"     | \"lr\":1,\"rate\"            | inner.lr: the field is not known",
                "\"epochs\":3, | ''                          | epochs: the field is missing",
                "\"epochs\":3 | \"epochs\":3,\"epochs\":3    | Duplicate field 'epochs'",
                "\"a\":true   | \"a\":true,\"a\":true        | Duplicate field 'a'",
                "\"epochs\":3 | \"epochs\":3.5               | epochs: ",
                "\"epochs\":3 | \"epochs\":\"3\"             | epochs: ",
                "\"epochs\":3 | \"epochs\":null              | epochs: ",
                "\"epochs\":3 | \"epochs\":99999999999       | epochs: ",
                "\"epochs\":3 | \"epochs\":0                 | epochs 0 is less than 1",
                "1.0E-4       | \"1.0\"                      | inner.rate: ",
                "1.0E-4       | NaN                          | Non-standard token 'NaN'",
                "\"note\":null | \"note\":5                  | inner.note: ",
                "[4,3]        | [4,\"3\"]                    | widths[1]: ",
                "GREEN        | BLUE                         | colour: ",
                "\"GREEN\"    | 1                            | colour: ",
                "[4,3]}       | [4,3]} {}                    | Trailing token",
                "[4,3]}       | [4,3]                        | Unexpected end-of-input",
            })
    void readsStrictlyAndNamesFileAndField(String part, String replacement, String expected) {
        String broken = LINE.replace(part, replacement);
        var e = assertThrows(IOException.class, () -> Json.parse(broken, "zoo.json", Outer.class));
        assertTrue(e.getMessage().startsWith("zoo.json: "), e::getMessage);
        assertTrue(e.getMessage().contains(expected), e::getMessage);
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
        assertFalse(e.getMessage().contains("org.weightflow.networks.artefact.JsonTest$Outer["), e::getMessage);
    }

    @Test
    void namesAFileThatCannotBeRead() throws IOException {
        Path file = folder.resolve("zoo.json");
        assertEquals(
                file + ": cannot be read: no such file or folder",
                assertThrows(IOException.class, () -> Json.read(file, Outer.class))
                        .getMessage());
        Files.write(file, new byte[] {'"', (byte) 0xff, '"'});
        assertEquals(
                file + ": cannot be read: the bytes are not UTF-8",
                assertThrows(IOException.class, () -> Json.read(file, Outer.class))
                        .getMessage());
        Files.writeString(file, "null");
        assertTrue(assertThrows(IOException.class, () -> Json.read(file, Outer.class))
                .getMessage()
                .startsWith(file + ": null"));
        Files.writeString(file, "");
        assertTrue(assertThrows(IOException.class, () -> Json.read(file, Outer.class))
                .getMessage()
                .startsWith(file + ": "));
        byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        Files.write(file, deep);
        assertThrows(IOException.class, () -> Json.read(file, Outer.class));
    }

    @Test
    void tellsObjectsFromTornOnes() {
        assertTrue(Json.isObject(LINE));
        for (int i = 0; i < LINE.length(); i++) {
            assertFalse(Json.isObject(LINE.substring(0, i)), LINE.substring(0, i));
        }
        assertFalse(Json.isObject("[]"));
        assertFalse(Json.isObject("\0\0"));
    }

    @Test
    void makesMapsThatEqualWhatIsReadBack() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", 5L);
        map.put("f", 0.1f);
        map.put("list", Arrays.asList(1L, null, Map.of("y", 1, "x", 2.5)));
        map.put("enum", Colour.RED);
        Map<String, Object> canonical = Json.canonicalMap(map);
        assertEquals(List.of("enum", "f", "list", "z"), List.copyOf(canonical.keySet()));
        assertEquals(5, canonical.get("z"));
        assertEquals(0.1, canonical.get("f"));
        assertEquals("RED", canonical.get("enum"));
        assertEquals(canonical, Json.canonicalMap(canonical));
        assertThrows(UnsupportedOperationException.class, () -> canonical.put("a", 1));
    }

    @Test
    void findsTheFirstFieldThatDiffers() {
        Map<String, Object> left = Map.of("a", 1L, "b", Map.of("x", 1.0, "y", List.of(1, 2)));
        assertEquals(Optional.empty(), Json.firstDifference(left, Map.of("b", left.get("b"), "a", 1)));
        assertEquals(
                Optional.of(new Json.Difference("b.x", "1.0", "1")),
                Json.firstDifference(left, Map.of("a", 1, "b", Map.of("x", 1, "y", List.of(2)))));
        assertEquals(
                Optional.of(new Json.Difference("b.y", "[1,2]", "[1]")),
                Json.firstDifference(left, Map.of("a", 1, "b", Map.of("x", 1.0, "y", List.of(1)))));
        assertEquals(
                Optional.of(new Json.Difference("b", "{\"x\":1.0,\"y\":[1,2]}", "missing")),
                Json.firstDifference(left, Map.of("a", 1)));
        assertEquals(
                Optional.of(new Json.Difference("c", "missing", "null")),
                Json.firstDifference(Map.of(), java.util.Collections.singletonMap("c", null)));
    }
}
