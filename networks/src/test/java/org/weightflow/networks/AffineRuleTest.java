package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

class AffineRuleTest {
    private static final int MEMBERS = 2;
    private static final int BATCH = 3;

    /** Runs one pass of two fresh members. */
    private static float[] logits(Architecture net, AffineRule rule, AffineListener listener) {
        try (TensorStore store = new TensorStore(net.layout(), MEMBERS);
                NDManager manager = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            for (int p = 0; p < MEMBERS; p++) {
                store.put(p, Initialisation.KAIMING_UNIFORM.draw(net.layout(), new Seed(p)));
            }
            NDArray inputs = normal(manager, new Shape(MEMBERS, BATCH, net.inputs()));
            ForwardPass pass = ForwardPass.batchStatistics(store).by(rule).heardBy(listener);
            return net.forward(pass, inputs).toFloatArray();
        }
    }

    private static NDArray normal(NDManager manager, Shape shape) {
        SplittableRandom random = new SplittableRandom(shape.size());
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return SharedMemory.copyOf(manager, values, shape);
    }

    /** Each matrix and kernel of the layout once, in its order, with its own weight, and a bias exactly where the layout has one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-6-5-4-3",
                "mlp-6-5-4-3-bn",
                "lenet-5-2-3-7-5-classes4",
                "resnet-8-width2-conv-in1x8x8-classes3",
                "vgg-11-bn-width1-in1x32x32",
                "vit-width8-depth2-heads2-mlp2-in3x8x12-classes3"
            })
    void tellsTheRuleOfEachMapItsWeightAndItsBias(String id) {
        Architecture net = Architectures.parse(id);
        Layout layout = net.layout();
        List<String> told = new ArrayList<>();
        AffineRule rule = (map, inputs, weight, bias) -> {
            Layout.Entry entry = layout.entry(layout.indexOf(map.name() + ".weight"));
            told.add(entry.name());
            assertEquals(entry.shape().size() == 4, map.convolution(), map.name());
            assertEquals(MEMBERS * (long) entry.size(), weight.getShape().size(), map.name());
            boolean has = layout.entries().stream().anyMatch(e -> e.name().equals(map.name() + ".bias"));
            if (has) {
                assertEquals(new Shape(MEMBERS, entry.shape().get(0)), bias.getShape(), map.name());
            } else {
                assertNull(bias, map.name());
            }
            return AffineRule.product(map, inputs, weight, bias);
        };
        float[] byRule = logits(net, rule, AffineListener.NONE);
        assertArrayEquals(logits(net, AffineRule.PLAIN, AffineListener.NONE), byRule);
        List<String> expected = layout.entries().stream()
                .filter(entry -> entry.kind() == Layout.Kind.WEIGHT
                        && entry.name().endsWith(".weight")
                        && entry.shape().size() > 1)
                .map(Layout.Entry::name)
                .sorted()
                .toList();
        assertEquals(expected, told.stream().sorted().toList());
    }

    /** What a rule makes is what goes on, and what listeners hear. */
    @Test
    void goesOnWithWhatTheRuleMakes() {
        Architecture net = Architectures.parse("mlp-6-5-4-3");
        List<Float> heard = new ArrayList<>();
        AffineListener listener = new AffineListener() {
            @Override
            public void onInputs(Map map, NDArray inputs) {}

            @Override
            public void onOutputs(Map map, NDArray outputs) {
                heard.add(outputs.mean().getFloat());
            }
        };
        AffineRule rule = (map, inputs, weight, bias) ->
                AffineRule.product(map, inputs, weight, bias).zerosLike().add(7);
        for (float logit : logits(net, rule, listener)) {
            assertEquals(7, logit);
        }
        assertEquals(List.of(7f, 7f, 7f), heard);
    }

    /** A map without bias is one whose bias is 0, whatever the shape of its inputs. */
    @ParameterizedTest
    @CsvSource({"false, 2", "false, 3", "false, 4", "true, 3", "true, 6"})
    void noBiasIsABiasOfZero(boolean convolution, int axesOrChannels) {
        AffineListener.Map map = new AffineListener.Map("fc", convolution, 1, convolution ? 1 : 0);
        try (NDManager manager = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Shape inputShape = convolution ? new Shape(BATCH, axesOrChannels, 5, 4) : shape(axesOrChannels);
            Shape weightShape = convolution ? new Shape(MEMBERS, 4, 3, 3, 3) : new Shape(MEMBERS, 4, 6);
            NDArray inputs = normal(manager, inputShape);
            NDArray weight = normal(manager, weightShape);
            NDArray without = AffineRule.product(map, inputs, weight, null);
            NDArray with = AffineRule.product(map, inputs, weight, manager.zeros(new Shape(MEMBERS, 4)));
            assertArrayEquals(with.toFloatArray(), without.toFloatArray(), 1e-5f);
            assertTrue(without.abs().max().getFloat() > 0.1f);
        }
    }

    private static Shape shape(int axes) {
        return switch (axes) {
            case 2 -> new Shape(BATCH, 6);
            case 3 -> new Shape(MEMBERS, BATCH, 6);
            default -> new Shape(MEMBERS, BATCH, 5, 6);
        };
    }
}
