package org.weightflow.networks.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
    private static final Provenance HERE = Provenance.here(2, Map.of("pytorch", "2.7.1", "djl", "0.35.1"), null);

    @Test
    void knowsTheVersions() {
        assertTrue(HERE.weightflow().matches("[0-9]+\\.[0-9]+\\.[0-9]+.*"), HERE::weightflow);
        assertEquals(
                Runtime.version().feature(), Runtime.Version.parse(HERE.java()).feature());
        assertEquals(List.of("djl", "pytorch"), List.copyOf(HERE.engines().keySet()));
    }

    @Test
    void isTheSameAtEachCallAndAfterReading() throws IOException {
        assertEquals(HERE, Provenance.here(2, Map.of("djl", "0.35.1", "pytorch", "2.7.1"), null));
        assertEquals(HERE, Json.parse(Json.line(HERE), "x", Provenance.class));
    }

    @Test
    void tellsNothingAboutThePersonOrThePlace() {
        String text = Json.text(HERE);
        for (String property : List.of("user.home", "user.dir", "java.home", "java.io.tmpdir")) {
            assertFalse(text.contains(System.getProperty(property)), property);
        }
        assertEquals(
                List.of("arch", "dataChecksum", "engines", "java", "os", "threads", "vm", "weightflow"),
                text.lines()
                        .filter(line -> line.startsWith("  \""))
                        .map(line -> line.split("\"", -1)[1])
                        .toList());
    }

    @Test
    void refusesNoThreads() {
        assertThrows(IllegalArgumentException.class, () -> Provenance.here(0, Map.of(), null));
    }
}
