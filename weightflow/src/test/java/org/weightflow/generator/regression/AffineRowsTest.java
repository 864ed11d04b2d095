package org.weightflow.generator.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.AffineListener;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.TensorStore;

class AffineRowsTest {
    /** Strides, paddings, kernels of 1, 3 and 5, tokens and features: rows of inputs times the weights are rows of outputs. */
    @ParameterizedTest
    @ValueSource(
            strings = {"mlp-5-7-6-3", "lenet-5", "small-cnn", "resnet-20-width2-conv", "vit-patch8-width8-depth1-heads2"
            })
    void inputsTimesWeightsAreOutputs(String id) {
        Architecture architecture = Architectures.parse(id);
        int images = 3;
        SplittableRandom random = new Seed(1).random();
        float[] features = new float[images * architecture.inputs()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        List<String> seen = new ArrayList<>();
        try (TensorStore store = new TensorStore(architecture.layout(), 1);
                NDManager run = EngineRuntime.newManager()) {
            store.put(0, Initialisation.TORCH_DEFAULT.draw(architecture.layout(), new Seed(2)));
            AffineListener check = new AffineListener() {
                private NDArray inputs;

                @Override
                public void onInputs(Map map, NDArray values) {
                    inputs = values;
                }

                @Override
                public void onOutputs(Map map, NDArray values) {
                    AffineRows rows = AffineRows.of(map, values, 40, new Seed(3));
                    AffineParameters parameters = new AffineParameters(store, map.name());
                    float[] in = rows.inputs(inputs, parameters.kernel());
                    float[] expected = rows.outputs(values);
                    assertTrue(rows.count() <= 40 && rows.count() >= images);
                    float[] product = parameters
                            .apply(run.create(in, new Shape(rows.count(), in.length / rows.count())))
                            .toFloatArray();
                    assertEquals(expected.length, product.length);
                    for (int i = 0; i < expected.length; i++) {
                        assertEquals(expected[i], product[i], 1e-4, map.name() + " " + i);
                    }
                    seen.add(map.name());
                }
            };
            architecture.forward(
                    ForwardPass.evaluation(store).heardBy(check),
                    run.create(features, new Shape(images, architecture.inputs())));
        }
        long maps = architecture.layout().entries().stream()
                .filter(entry ->
                        entry.name().endsWith(".weight") && entry.shape().size() > 1)
                .count();
        assertEquals(maps, seen.size(), seen.toString());
    }
}
