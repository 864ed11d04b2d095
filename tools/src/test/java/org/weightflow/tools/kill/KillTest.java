package org.weightflow.tools.kill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills real processes at random instants. Three kills a command in the usual test run; more with
 * {@code -Dweightflow.kills=50}, other instants with {@code -Dweightflow.kills.seed=...}.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("weightflow.kills", 3);
    private static final long SEED = Long.getLong("weightflow.kills.seed", 1);

    @TempDir
    Path work;

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "collect --dataset iris --validation 24 --architecture mlp-4-8-3 --kind tickets --levels 2 --rewind-step 3"
                        + " --members 12 --group 3 --epochs 8 --batch-size 8 --threads 1 --out OUT"
            })
    void aKilledCommandGoesOnToTheSameBytes(String command) throws Exception {
        KilledCommand killed = KilledCommand.measured(work, command.split(" ", -1));
        SplittableRandom random = new SplittableRandom(SEED);
        int most = 0;
        for (int i = 0; i < KILLS; i++) {
            most = Math.max(most, killed.killAndResume(String.format(Locale.ROOT, "killed-%03d", i), random));
        }
        assertTrue(most > 0, "no kill came after the first file, so nothing was tested");
    }
}
