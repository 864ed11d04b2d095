package org.weightflow.networks.prediction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

class PopulationPredictorTest {
    /** float32 sums of at most 30 products. */
    private static final float TOLERANCE = 1e-5f;

    @Test
    void agreesWithAPlainForwardPassOverGroupsAndBlocks() {
        // More networks than a group, more examples than a block, neither a multiple.
        Mlp mlp = Mlp.of(30, 17, 5);
        Examples data = random(2311, 30, 5);
        List<StateDict> networks = new ArrayList<>();
        for (int i = 0; i < 53; i++) {
            networks.add(Initialisation.TORCH_DEFAULT.draw(mlp.layout(), new Seed(4).child(i)));
        }
        List<Integer> received = new ArrayList<>();
        new PopulationPredictor(mlp).predict(networks.size(), networks::get, data, (index, logits) -> {
            assertEquals(received.size(), index);
            received.add(index);
            if (index % 10 == 0) {
                assertArrayEquals(plainForward(mlp, networks.get(index), data), logits, TOLERANCE);
            }
        });
        assertEquals(53, received.size());
    }

    private static float[] plainForward(Mlp mlp, StateDict weights, Examples data) {
        float[] x = data.features();
        for (int l = 1; l < mlp.widths().size(); l++) {
            int in = mlp.widths().get(l - 1);
            int out = mlp.widths().get(l);
            FloatBuffer w = weights.entry("fc" + l + ".weight");
            FloatBuffer b = weights.entry("fc" + l + ".bias");
            float[] y = new float[data.count() * out];
            for (int n = 0; n < data.count(); n++) {
                for (int o = 0; o < out; o++) {
                    double sum = b.get(o);
                    for (int i = 0; i < in; i++) {
                        sum += (double) w.get(o * in + i) * x[n * in + i];
                    }
                    y[n * out + o] = (float) (l < mlp.widths().size() - 1 ? Math.max(0, sum) : sum);
                }
            }
            x = y;
        }
        return x;
    }

    private static Examples random(int count, int width, int classes) {
        SplittableRandom random = new Seed(11).random();
        float[] features = new float[count * width];
        int[] labels = new int[count];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(classes);
        }
        return Examples.of(features, labels, List.of(width), classes);
    }
}
