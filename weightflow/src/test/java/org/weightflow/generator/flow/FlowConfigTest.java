package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.weightflow.generator.flow.matching.FlowCoupling;
import org.weightflow.generator.flow.matching.FlowPath;
import org.weightflow.generator.flow.matching.Mixing;
import org.weightflow.generator.flow.matching.SourceConfig;
import org.weightflow.generator.flow.matching.TimeLaw;
import org.weightflow.networks.artefact.Json;

class FlowConfigTest {
    /** As the first version wrote it. */
    private static final String OLD =
            "{\"batch\":128,\"blocks\":2,\"clipNorm\":1.0,\"dropout\":0.0,\"emaDecay\":0.999,\"evaluationInterval\":200,"
                    + "\"heldOut\":0.1,\"hidden\":256,\"jitter\":0.0,\"layerNorm\":true,\"learningRate\":0.001,"
                    + "\"nonlinearity\":\"SILU\",\"sigma\":0.0,\"steps\":4000,\"timeFeatures\":32,\"warmupSteps\":100,"
                    + "\"weightDecay\":1.0E-4}";

    @Test
    void whatOlderVersionsWroteIsTheDefault() throws IOException {
        FlowConfig read = Json.parse(OLD, "old", FlowConfig.class);
        assertEquals(FlowConfig.defaults(), read);
        assertEquals(FlowPath.LINEAR, read.path());
        assertEquals(SourceConfig.standard(), read.source());
    }

    /** Checksums of generators are of this text. */
    @Test
    void theDefaultIsWrittenAsBefore() {
        assertEquals(OLD, Json.line(FlowConfig.defaults()));
    }

    @Test
    void everyChoiceIsWrittenAndReadBack() throws IOException {
        FlowConfig config = FlowConfig.defaults().toBuilder()
                .path(FlowPath.STOCHASTIC)
                .coupling(FlowCoupling.OPTIMAL_TRANSPORT)
                .time(TimeLaw.uniform().withKind(TimeLaw.Kind.LOGIT_NORMAL))
                .source(SourceConfig.standard().withDeviation(0.01))
                .mixing(Mixing.none().withShare(0.5))
                .conditionDropout(0.25)
                .field(FieldKind.TOKENS)
                .tokens(TokenSettings.defaults().withHeads(2))
                .build();
        assertFalse(config.equals(FlowConfig.defaults()));
        assertEquals(config, Json.parse(Json.line(config), "line", FlowConfig.class));
        assertEquals(config, config.toBuilder().build());
    }
}
