package org.weightflow.canon.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

class EvidenceConfigTest {
    private static final Mlp MLP = Mlp.of(6, 9, 8, 3);
    private static final StateDict NETWORK = Networks.random(MLP, new Seed(2));

    @Test
    void givesTheEvidenceOfItsKind() {
        EvidenceConfig config = EvidenceConfig.defaults();
        assertSame(NETWORK, evidence(EvidenceKind.WEIGHTS, config).of(NETWORK));
        assertInstanceOf(ActivationFeatures.class, evidence(EvidenceKind.ACTIVATIONS, config));
        StateDict both = evidence(EvidenceKind.BOTH, config).of(NETWORK);
        assertTrue(both.layout().has("fc1.weight") && both.layout().has("fc1:relu"));
    }

    @Test
    void takesAllExamplesWhereThereAreFewer() {
        EvidenceConfig config = EvidenceConfig.defaults();
        assertEquals(10, rows(config.withExamples(10)));
        assertEquals(50, rows(config.withExamples(1000)));
        assertEquals(7, rows(config.withExamples(10).withRows(7)));
    }

    private static int rows(EvidenceConfig config) {
        return evidence(EvidenceKind.ACTIVATIONS, config)
                .of(NETWORK)
                .layout()
                .entry(0)
                .shape()
                .get(1);
    }

    @Test
    void refusesSharesThatAreNone() {
        EvidenceConfig config = EvidenceConfig.defaults();
        assertThrows(IllegalArgumentException.class, () -> config.withShare(1.1));
        assertThrows(IllegalArgumentException.class, () -> config.withShare(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> config.withExamples(0));
        assertThrows(IllegalArgumentException.class, () -> config.withRows(0));
    }

    private static Evidence evidence(EvidenceKind kind, EvidenceConfig config) {
        return config.evidence(kind, MLP, Networks.examples(MLP, 50), new Seed(1));
    }
}
