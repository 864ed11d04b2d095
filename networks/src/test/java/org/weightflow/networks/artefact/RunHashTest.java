package org.weightflow.networks.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunHashTest {
    record Optimiser(String name, double rate) {}

    record Config(int epochs, Optimiser optimiser, Long seed) {}

    private static final Config DEFAULTS = new Config(10, new Optimiser("adam", 0.01), null);
    private static final Config CONFIG = new Config(20, new Optimiser("adam", 0.001), 7L);

    /** printf '{"fields":{"epochs":20,"optimiser":{"rate":0.001},"seed":7},"schema":1}' | sha256sum */
    @Test
    void keepsItsValue() {
        assertEquals("97a04b14", RunHash.of(1, CONFIG, DEFAULTS));
    }

    @Test
    void doesNotChangeWhenAnOptionIsAddedAtItsDefault() {
        Map<String, Object> config = Map.of("epochs", 20, "seed", 7, "warmup", 0, "decay", Map.of("rate", 0.5));
        Map<String, Object> defaults = Map.of("epochs", 10, "warmup", 0, "decay", Map.of("rate", 0.5));
        assertEquals(
                RunHash.of(1, Map.of("seed", 7, "epochs", 20), Map.of("epochs", 10)), RunHash.of(1, config, defaults));
    }

    @Test
    void changesWithEveryFieldAndWithTheSchema() {
        String hash = RunHash.of(1, CONFIG, DEFAULTS);
        assertNotEquals(hash, RunHash.of(2, CONFIG, DEFAULTS));
        assertNotEquals(hash, RunHash.of(1, new Config(21, CONFIG.optimiser(), 7L), DEFAULTS));
        assertNotEquals(hash, RunHash.of(1, new Config(20, CONFIG.optimiser(), 8L), DEFAULTS));
        assertNotEquals(hash, RunHash.of(1, new Config(20, new Optimiser("sgd", 0.001), 7L), DEFAULTS));
        assertNotEquals(hash, RunHash.of(1, new Config(20, new Optimiser("adam", 0.002), 7L), DEFAULTS));
    }

    @Test
    void aKindOfAnotherNameNeedNotHaveTheDefaultsFields() {
        Map<String, Object> defaults = Map.of("optimiser", Map.of("name", "adam", "beta", 0.9));
        String sgd = RunHash.of(1, Map.of("optimiser", Map.of("name", "sgd", "momentum", 0.5)), defaults);
        String plain = RunHash.of(1, Map.of("optimiser", Map.of("name", "sgd")), defaults);
        assertNotEquals(sgd, plain);
        assertNotEquals(plain, RunHash.of(1, defaults, defaults));
        assertThrows(
                IllegalArgumentException.class,
                () -> RunHash.of(1, Map.of("optimiser", Map.of("name", "adam")), defaults));
    }

    @Test
    void namesAFieldThatHasADefaultButNoValue() {
        Map<String, Object> defaults = new HashMap<>(Map.of("a", Map.of("b", 1)));
        var e = assertThrows(
                IllegalArgumentException.class, () -> RunHash.of(1, Map.of("a", Map.of("c", 1)), defaults));
        assertTrue(e.getMessage().startsWith("a.b "), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> RunHash.of(1, 5, 5));
    }
}
