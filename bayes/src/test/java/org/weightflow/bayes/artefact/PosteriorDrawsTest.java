package org.weightflow.bayes.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.bayes.Posterior;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.zoo.NewMember;

class PosteriorDrawsTest {
    private static final Seed SEED = new Seed(11);

    @TempDir
    Path folder;

    @Test
    void drawsComeFromTheMembersInTurnAndDependOnTheirNumberAlone() throws IOException {
        List<Posterior> posteriors = PosteriorFixture.sparse(3);
        PosteriorDraws draws = PosteriorDraws.of(
                PosteriorFolder.write(folder, PosteriorFixture.origin(PosteriorFixture.MLP), posteriors), SEED);
        List<NewMember> all = draws.between(0, 8);
        assertEquals(8, all.size());
        for (int i = 0; i < 8; i++) {
            Posterior from = posteriors.get(i % 3);
            assertTrue(from.draw(SEED.child(i)).sameBits(all.get(i).weights()));
            assertEquals(Optional.of(from.mask()), all.get(i).mask());
            assertEquals(SEED.child(i), all.get(i).seed());
        }
        assertEquals(Optional.of("posterior 000001"), all.get(7).parent());
        List<NewMember> some = draws.between(4, 6);
        assertEquals(2, some.size());
        for (int i = 4; i < 6; i++) {
            assertTrue(all.get(i).weights().sameBits(some.get(i - 4).weights()));
        }
    }

    @Test
    void prunedValuesAreZeroInEveryDraw() throws IOException {
        PosteriorDraws draws = PosteriorDraws.of(
                PosteriorFolder.write(
                        folder, PosteriorFixture.origin(PosteriorFixture.MLP), PosteriorFixture.sparse(2)),
                SEED);
        for (NewMember draw : draws.between(0, 6)) {
            float[] values = draw.weights().toArray();
            int pruned = 0;
            for (int i = 0; i < values.length; i++) {
                if (!draw.mask().orElseThrow().keeps(i)) {
                    assertEquals(0, Float.floatToRawIntBits(values[i]));
                    pruned++;
                }
            }
            assertTrue(pruned > 10);
        }
    }

    @Test
    void statisticsAreThoseOfTheMeanUnlessTheyAreEstimated() throws IOException {
        Mlp normalised = PosteriorFixture.NORMALISED;
        Posterior posterior = PosteriorFixture.posterior(normalised.layout(), 1, new Seed(4));
        PosteriorDraws plain = PosteriorDraws.of(
                PosteriorFolder.write(folder, PosteriorFixture.origin(normalised), List.of(posterior)), SEED);
        BatchNormEstimation estimation = BatchNormEstimation.of(normalised, flowers(), 40, new Seed(1));
        StateDict drawn = plain.between(0, 1).get(0).weights();
        StateDict estimated =
                plain.withStatistics(estimation).between(0, 1).get(0).weights();
        String mean = normalised.layout().entries().stream()
                .map(entry -> entry.name())
                .filter(name -> name.endsWith("running_mean"))
                .findFirst()
                .orElseThrow();
        assertEquals(posterior.mean().entry(mean), drawn.entry(mean));
        assertFalse(posterior.mean().entry(mean).equals(estimated.entry(mean)));
        assertTrue(estimation.estimate(List.of(drawn)).get(0).sameBits(estimated));
    }

    private static Examples flowers() {
        float[] rows = new float[40 * 4];
        int[] labels = new int[40];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) Math.sin(i);
            labels[i / 4] = i / 4 % 3;
        }
        return Examples.of(rows, labels, List.of(4), 3);
    }
}
