package org.weightflow.pruning.concrete;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.weightflow.networks.training.TrainConfig;

class ConcreteConfigTest {
    @Test
    void theShortSearchIsAnEighthOfTheAuthorsTraining() {
        assertEquals(160 / 8, ConcreteConfig.defaults().epochs());
    }

    @Test
    void theRateFallsToATenthAt88Percent() {
        TrainConfig training = ConcreteConfig.defaults().training();
        assertEquals(1, training.schedule().factor(87, 100));
        assertEquals(0.1, training.schedule().factor(88, 100), 1e-15);
    }

    @Test
    void refusesWhatNoSearchCanHave() {
        ConcreteConfig.Builder builder = ConcreteConfig.defaults().toBuilder();
        assertThrows(
                IllegalArgumentException.class, () -> builder.temperature(0).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.temperature(1).smoothing(1).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.smoothing(0).slack(-1).build());
        assertEquals(1, builder.slack(1).build().slack());
    }
}
