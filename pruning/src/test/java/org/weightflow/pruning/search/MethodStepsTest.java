package org.weightflow.pruning.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;
import org.weightflow.networks.training.TrainingListener;

class MethodStepsTest {
    private final List<String> heard = new ArrayList<>();
    private final MethodSteps steps = new MethodSteps((method, done, total, loss) ->
            heard.add(method + " " + done + "/" + total + (Double.isNaN(loss) ? " passed" : "")));

    private void train(int count) {
        for (int i = 0; i < count; i++) {
            steps.onStep(new TrainingListener.Progress(i, count, 0.5));
        }
    }

    @Test
    void aMethodThatTakesFewerStepsIsCaughtUpWith() {
        steps.expect(10);
        steps.begin("a", 4);
        train(2);
        steps.begin("b", 6);
        steps.skip(5);
        steps.end();
        assertEquals(List.of("a 1/10", "a 2/10", "a 4/10 passed", "b 9/10 passed", "b 10/10 passed"), heard);
    }

    @Test
    void aMethodThatTakesMoreStepsDoesNotTakeThoseOfTheNext() {
        steps.expect(5);
        steps.begin("a", 2);
        train(3);
        steps.skip(10);
        steps.begin("b", 3);
        train(1);
        assertEquals(List.of("a 1/5", "a 2/5", "a 2/5", "b 3/5"), heard);
    }

    @Test
    void neverFallsAndNeverPassesItsTotal() {
        SplittableRandom random = new Seed(1).random();
        for (int run = 0; run < 200; run++) {
            long[] last = new long[1];
            MethodSteps some = new MethodSteps((method, done, total, loss) -> {
                assertTrue(done >= last[0] && done <= total, method);
                last[0] = done;
            });
            int methods = 1 + random.nextInt(4);
            some.expect(7L * methods);
            for (int m = 0; m < methods; m++) {
                some.begin("m" + m, 7);
                for (int i = random.nextInt(6); i > 0; i--) {
                    if (random.nextBoolean()) {
                        some.skip(random.nextInt(5));
                    } else {
                        some.onStep(new TrainingListener.Progress(0, 1, 0.5));
                    }
                }
            }
            some.end();
            assertEquals(7L * methods, last[0]);
        }
    }
}
