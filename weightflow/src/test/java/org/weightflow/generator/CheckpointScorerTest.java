package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

class CheckpointScorerTest {
    @Test
    void isTheMedianAccuracyOfTheNetworks() {
        // The first class wins where x0 > x1; the second network says the opposite.
        Mlp linear = Mlp.of(2, 2);
        StateDict right = StateDict.of(linear.layout(), new float[] {1, 0, 0, 1, 0, 0});
        StateDict wrong = StateDict.of(linear.layout(), new float[] {0, 1, 1, 0, 0, 0});
        Examples examples = Examples.of(new float[] {2, 1, 1, 2, 3, 1, 0, 4}, new int[] {0, 1, 0, 0}, List.of(2), 2);
        CheckpointScorer scorer = CheckpointScorer.on(linear, examples);
        assertEquals(0.75, scorer.medianAccuracy(List.of(right)));
        assertEquals(0.25, scorer.medianAccuracy(List.of(wrong)));
        assertEquals(0.75, scorer.medianAccuracy(List.of(right, wrong, right)));
        assertEquals(0.5, scorer.medianAccuracy(List.of(right, wrong)));
    }
}
