package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AlignmentConfigTest {
    @Test
    void changesOneComponentAtATime() {
        MatchingConfig matching = MatchingConfig.defaults().withRestarts(3).withMaxSweeps(7);
        assertEquals(new MatchingConfig(Starts.PROPAGATED, 3, 0, 7), matching);
        assertEquals(
                new AlignmentConfig(Reference.MEAN, matching, 4, 5),
                AlignmentConfig.defaults()
                        .withReference(Reference.MEAN)
                        .withMatching(matching)
                        .withMedoidSample(4)
                        .withMeanRounds(5));
    }

    @Test
    void namesWhatIsTooSmall() {
        var sweeps = assertThrows(
                IllegalArgumentException.class, () -> MatchingConfig.defaults().withMaxSweeps(0));
        assertTrue(sweeps.getMessage().contains("maxSweeps 0"), sweeps::getMessage);
        assertThrows(
                IllegalArgumentException.class, () -> MatchingConfig.defaults().withRestarts(0));
        AlignmentConfig defaults = AlignmentConfig.defaults();
        assertThrows(IllegalArgumentException.class, () -> defaults.withMedoidSample(0));
        assertThrows(IllegalArgumentException.class, () -> defaults.withMeanRounds(0));
    }
}
