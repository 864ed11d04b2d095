package org.weightflow.pruning.during;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UpdateStepsTest {
    /** The case of google-research/rigl, sparse_optimizers_test.py: start 1, end 4, frequency 2. */
    @Test
    void areThoseOfThePublishedUnitTest() {
        assertEquals(List.of(1L, 3L), contained(new UpdateSteps(1, 4, 2)));
    }

    @Test
    void theEndIsNoneOfThem() {
        assertEquals(List.of(0L, 2L), contained(new UpdateSteps(0, 4, 2)));
        assertEquals(List.of(), contained(new UpdateSteps(4, 4, 1)));
    }

    private static List<Long> contained(UpdateSteps steps) {
        return LongStream.range(0, 12).filter(steps::contains).boxed().toList();
    }
}
