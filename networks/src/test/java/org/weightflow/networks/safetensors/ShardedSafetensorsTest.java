package org.weightflow.networks.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;

class ShardedSafetensorsTest {
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";
    private static final String SOUND = "{\"metadata\":{\"total_size\":20},\"weight_map\":{\"c\":\"" + SECOND
            + "\",\"a\":\"" + FIRST + "\",\"b\":\"" + FIRST + "\"}}";

    @TempDir
    Path folder;

    @BeforeEach
    void writeTheShards() throws IOException {
        write(FIRST, "{\"a\":" + slot(0, 2) + ",\"b\":" + slot(8, 1) + "}", 1, 2, 3);
        write(SECOND, "{\"c\":" + slot(0, 2) + "}", 4, 5);
    }

    /** By hand, since the writer would wait for the disk each time. */
    private void write(String name, String header, float... values) throws IOException {
        Files.write(folder.resolve(name), Bytes.file(header, Bytes.floats(values)));
    }

    private static String slot(int begin, int count) {
        return "{\"dtype\":\"F32\",\"shape\":[" + count + "],\"data_offsets\":[" + begin + "," + (begin + 4 * count)
                + "]}";
    }

    private Checkpoint open(String json) throws IOException {
        return ShardedSafetensors.open(Files.writeString(folder.resolve("model.safetensors.index.json"), json));
    }

    @Test
    void readsTheTensorsInTheOrderOfTheIndex() throws IOException {
        Checkpoint checkpoint = open(SOUND);
        assertEquals(List.of("c", "a", "b"), List.copyOf(checkpoint.tensors().keySet()));
        assertArrayEquals(new float[] {4, 5}, checkpoint.tensor("c").toFloats());
        assertEquals(List.of(2L), checkpoint.tensor("c").shape());
        assertArrayEquals(new float[] {3}, checkpoint.tensor("b").toFloats());
        var e = assertThrows(CheckpointFormatException.class, () -> checkpoint.tensor("d"));
        assertTrue(e.getMessage().contains("index.json: d: no such entry"), e::getMessage);
    }

    /** Other writers count other things or add words of their own. */
    @Test
    void takesAnyMetadata() throws IOException {
        assertEquals(3, open(SOUND.replace("20", "1e10")).tensors().size());
        assertEquals(
                3,
                open(SOUND.replace("20", "20,\"more\":[{\"x\":null}]"))
                        .tensors()
                        .size());
        assertEquals(
                3,
                open(SOUND.replace("\"metadata\":{\"total_size\":20},", ""))
                        .tensors()
                        .size());
        assertEquals(0, open("{\"weight_map\":{}}").tensors().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        []                                              | the index is not a JSON object
        `'`                                             | the index is not valid JSON
        {"weight_map":{}                                | the index is not valid JSON
        {"weight_map":{}}{}                             | text follows the JSON object
        {}                                              | weight_map is missing
        {"weight_map":[]}                               | weight_map is not an object
        {"weight_map":{},"metadata":1}                  | metadata is not an object
        {"weight_map":{},"x":1}                         | field 'x' is not metadata or weight_map
        {"weight_map":{"a":1}}                          | a: the file is not a string
        {"weight_map":{"a":"x","a":"x"}}                | Duplicate field 'a'
        {"weight_map":{},"weight_map":{}}               | Duplicate field 'weight_map'
        {"weight_map":{"a":""}}                         | a: the file '' is not the name of a file beside
        {"weight_map":{"a":"."}}                        | a: the file '.' is not
        {"weight_map":{"a":".."}}                       | a: the file '..' is not
        {"weight_map":{"a":"../model"}}                 | a: the file '../model' is not
        {"weight_map":{"a":"/etc/passwd"}}              | a: the file '/etc/passwd' is not
        {"weight_map":{"a":"sub/model"}}                | a: the file 'sub/model' is not
        {"weight_map":{"a":"sub\\\\model"}}             | a: the file 'sub\\model' is not
        {"weight_map":{"a":"C:model"}}                  | a: the file 'C:model' is not
        {"weight_map":{"a":"x\\u0000"}}                 | a: the file 'x?' is not
        {"weight_map":{"a":"\\ud800"}}                  | a: the file '?' is not
        {"metadata":{"a":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]},"weight_map":{}} | the index is not valid JSON
        """)
    void refusesAnIndexInOneSentence(String json, String message) {
        assertMessage(message, json);
    }

    @Test
    void requiresExactlyTheTensorsOfTheIndex() throws IOException {
        assertMessage("c: the entry is not in " + FIRST, SOUND.replace(SECOND, FIRST));
        assertMessage(
                "b: the entry is in " + FIRST + " but not in the index",
                SOUND.replace("\"b\"", "\"a2\"").replace(",\"a2\":\"" + FIRST + "\"", ""));
        assertMessage("d: the entry is not in " + FIRST, SOUND.replace("\"b\"", "\"d\""));
        write(SECOND, "{\"c\":" + slot(0, 2) + ",\"a\":" + slot(8, 2) + "}", 1, 2, 3, 4);
        assertMessage("a: the entry is in " + SECOND + " and in " + FIRST, SOUND);
    }

    @Test
    void namesTheShardThatIsMissingOrBroken() throws IOException {
        Files.delete(folder.resolve(SECOND));
        var e = assertThrows(IOException.class, () -> open(SOUND));
        assertEquals(folder.resolve(SECOND) + ": cannot be read: no such file or folder", e.getMessage());
        Files.writeString(folder.resolve(SECOND), "short");
        var fault = assertThrows(CheckpointFormatException.class, () -> open(SOUND));
        assertTrue(fault.getMessage().startsWith(folder.resolve(SECOND) + ": the file has 5 bytes"), fault::getMessage);
    }

    @Test
    void refusesTextThatIsNotUtf8AndFilesThatAreMissing() throws IOException {
        Path index = folder.resolve("i.json");
        assertEquals(
                index + ": cannot be read: no such file or folder",
                assertThrows(IOException.class, () -> ShardedSafetensors.open(index))
                        .getMessage());
        Files.write(index, "{\"\u00e9\"".getBytes(StandardCharsets.ISO_8859_1));
        var e = assertThrows(CheckpointFormatException.class, () -> ShardedSafetensors.open(index));
        assertEquals(index + ": the index is not UTF-8", e.getMessage());
    }

    private void assertMessage(String message, String json) {
        var e = assertThrows(CheckpointFormatException.class, () -> open(json));
        assertTrue(e.getMessage().startsWith(folder.resolve("model.safetensors.index.json") + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
    }
}
