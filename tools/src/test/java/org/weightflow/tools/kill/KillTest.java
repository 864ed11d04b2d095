package org.weightflow.tools.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.tools.Captured;

/**
 * Kills real processes at random instants. Three kills a command in the usual test run; more with
 * {@code -Dweightflow.kills=50}, other instants with {@code -Dweightflow.kills.seed=...}.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("weightflow.kills", 3);
    private static final long SEED = Long.getLong("weightflow.kills.seed", 1);

    private static final String COLLECT =
            "collect --dataset iris --validation 24 --architecture mlp-4-8-3 --threads 1 ";

    @TempDir
    Path work;

    @Test
    void aKilledCollectionGoesOnToTheSameBytes() throws Exception {
        killAndCompare(words(COLLECT + "--kind tickets --levels 2 --rewind-step 3 --members 12 --group 3 --epochs 8"
                + " --batch-size 8 --out " + KilledCommand.OUT));
    }

    @Test
    void aKilledImportGoesOnToTheSameBytes() throws Exception {
        Path zoo = collect("--members 60 --epochs 1 --batch-size 96");
        killAndCompare(words("import " + zoo.resolve("members") + " --architecture mlp-4-8-3 --threads 1 --out "
                + KilledCommand.OUT));
    }

    @Test
    void aKilledExportGoesOnToTheSameBytes() throws Exception {
        Path zoo = collect("--kind tickets --levels 1 --rewind-step 1 --members 30 --epochs 2 --batch-size 96");
        killAndCompare(words("export " + zoo + " --format hub --out " + KilledCommand.OUT));
    }

    private Path collect(String options) {
        Path zoo = work.resolve("source");
        Captured captured = new Captured();
        assertEquals(0, captured.run(words(COLLECT + options + " --out " + zoo)), captured::err);
        return zoo;
    }

    private static String[] words(String command) {
        return command.split(" ", -1);
    }

    private void killAndCompare(String... command) throws Exception {
        KilledCommand killed = KilledCommand.measured(work, command);
        SplittableRandom random = new SplittableRandom(SEED);
        int most = 0;
        for (int i = 0; i < KILLS; i++) {
            most = Math.max(most, killed.killAndResume(String.format(Locale.ROOT, "killed-%03d", i), random));
        }
        assertTrue(most > 0, "no kill came after the first file, so nothing was tested");
    }
}
