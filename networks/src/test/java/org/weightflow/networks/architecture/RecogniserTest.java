package org.weightflow.networks.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.architecture.Recognition.Found;
import org.weightflow.networks.architecture.Recognition.Unknown;

class RecogniserTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-784-32-32-10",
                "mlp-784-300-100-10",
                "mlp-4-16-3-bn",
                "mlp-4-16-3-ln",
                "mlp-4-3",
                "lenet-5",
                "lenet-5-in3x32x32",
                "lenet-5-6-16-120-84",
                "lenet-5-6-16-120-84-in3x32x32",
                "conv-2",
                "conv-4-in1x28x28",
                "conv-6-width8-classes5",
                "small-cnn",
                "small-cnn-width8-in3x32x32",
                "cnn-s",
                "cnn-s-in3x28x28",
                "resnet-20",
                "resnet-32-width8-conv-classes100",
                "resnet-18",
                "resnet-18-width8-in1x28x28",
                "vgg-11-bn",
                "vgg-16",
                "vit",
                "vit-patch8-width128-depth2-heads2-in3x64x64"
            })
    void findsEveryNetworkByItsOwnNames(String id) {
        Found found = found(shapes(id, name -> name));
        assertEquals(id, found.architecture().id());
        assertEquals(shapes(id, name -> name).keySet(), found.names().keySet());
        found.names().forEach((ours, theirs) -> assertEquals(ours, theirs));
    }

    /** The order of the tensors does not matter where names tell it. */
    @ParameterizedTest
    @CsvSource({
        "module., resnet-20",
        "model., vit",
        "net., mlp-4-16-3-bn",
        "_orig_mod., lenet-5",
        "_orig_mod.module., mlp-4-3",
        "model.net., vgg-11-bn"
    })
    void looksBehindThePrefixesOfWrappers(String prefix, String id) {
        Found found = found(reversed(shapes(id, name -> prefix + name)));
        assertEquals(id, found.architecture().id());
        found.names().forEach((ours, theirs) -> assertEquals(prefix + ours, theirs));
    }

    @Test
    void findsFullyConnectedNetworksUnderAnyNames() {
        assertMlp("mlp-784-32-16-10", "%s", List.of("0", "2", "4"), List.of());
        assertMlp("mlp-784-32-16-10", "net.%s", List.of("0", "2", "4"), List.of());
        assertMlp("mlp-4-16-3", "network.%s.linear", List.of("0", "1"), List.of());
        assertMlp("mlp-4-5-6-3", "%s", List.of("input", "hidden", "output"), List.of());
        assertMlp("mlp-9-8-8-8-8-8-7", "layers.%s", List.of("0", "2", "4", "6", "8", "10"), List.of());
        assertMlp("mlp-6-5-4-3-bn", "%s", List.of("0", "3", "6"), List.of("1", "4"));
        assertMlp("mlp-6-5-4-3-ln", "seq.%s", List.of("0", "3", "6"), List.of("1", "4"));
        assertMlp("mlp-6-5-4-3-bn", "%s", List.of("fc_1", "fc_2", "fc_3"), List.of("norm_1", "norm_2"));
    }

    @Test
    void saysWhatShapesDoNotTell() {
        assertEquals(List.of(), found(shapes("mlp-4-3", name -> name)).assumed());
        assertAssumed("28x28, which the shapes do not tell", "cnn-s");
        assertAssumed("activation is tanh", "cnn-s");
        assertAssumed("activation is ReLU", "small-cnn");
        assertAssumed("32x32, which the shapes do not tell", "resnet-20");
        assertAssumed("3 heads of the usual 64 features", "vit");
        assertAssumed("28x28, padded by 2", "lenet-5-6-16-120-84");
    }

    @Test
    void fillsCountersThatOldCheckpointsLack() {
        Map<String, List<Long>> shapes = shapes("resnet-20", name -> name);
        shapes.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
        Found found = found(shapes);
        assertEquals("resnet-20", found.architecture().id());
        assertEquals(shapes.keySet(), found.names().keySet());
        assertTrue(
                found.assumed().contains("19 counters num_batches_tracked are missing and taken as 0"),
                () -> found.assumed().toString());
        Map<String, List<Long>> sequential = named("mlp-6-5-3-bn", "%s", List.of("0", "3"), List.of("1"));
        sequential.remove("1.num_batches_tracked");
        assertTrue(found(sequential).assumed().contains("1 counters num_batches_tracked are missing and taken as 0"));
    }

    @Test
    void saysWhyNothingFits() {
        Map<String, List<Long>> imageNet = shapes("resnet-18-classes1000", name -> name);
        imageNet.put("conv1.weight", List.of(64L, 3L, 7L, 7L));
        assertReason(imageNet, "not resnet-18: conv1.weight: shape [64, 3, 7, 7] found, but resnet-18-classes1000 has");
        Map<String, List<Long>> more = shapes("lenet-5", name -> name);
        more.put("fc2.scale", List.of(10L));
        assertReason(more, "lenet-5 has no fc2.scale");
        Map<String, List<Long>> fewer = shapes("resnet-20", name -> name);
        fewer.remove("bn1.running_mean");
        assertReason(fewer, "not resnet: bn1.running_mean is missing");
        Map<String, List<Long>> torchvision = shapes("vgg-16-bn", name -> name);
        torchvision.put("classifier.0.weight", torchvision.remove("classifier.weight"));
        assertReason(torchvision, "not vgg: classifier.weight is missing");
        Map<String, List<Long>> broken = named("mlp-4-5-3", "a.%s", List.of("0", "1"), List.of());
        broken.put("a.1.weight", List.of(3L, 6L));
        assertReason(broken, "not mlp: the layers [a.0, a.1] do not feed each other");
        assertReason(Map.of("embedding", List.of(7L, 7L)), "the names embedding are those of no known network");
        assertReason(Map.of(), "no known network");
        assertReason(Map.of("fc1.weight", List.of(0L, 3L)), "fc1.weight: a network has no tensor of shape [0, 3]");
        assertReason(Map.of("fc1.weight", List.of()), "fc1.weight: shape [] has no axis 1");
        assertReason(
                linear(List.of(1L << 31, 3L), List.of(1L << 31)),
                "fc1.weight: a network has no tensor of shape [2147483648, 3]");
        assertReason(linear(List.of(1L << 30, 1L << 30), List.of(1L << 30)), "has more than 2147483647 values");
    }

    /** In a checkpoint's order, as the reason names the first tensor that is at fault. */
    private static Map<String, List<Long>> linear(List<Long> weight, List<Long> bias) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put("fc1.weight", weight);
        shapes.put("fc1.bias", bias);
        return shapes;
    }

    private static void assertMlp(String id, String pattern, List<String> linear, List<String> norms) {
        Map<String, List<Long>> shapes = named(id, pattern, linear, norms);
        Found found = found(shapes);
        assertEquals(id, found.architecture().id());
        assertEquals(shapes.keySet(), Map.copyOf(invert(found.names())).keySet());
        for (Layout.Entry entry : found.architecture().layout().entries()) {
            assertEquals(
                    entry.shape().stream().map(Integer::longValue).toList(),
                    shapes.get(found.names().get(entry.name())));
        }
        assertEquals(
                String.format(Locale.ROOT, pattern, linear.get(0)) + ".weight",
                found.names().get("fc1.weight"));
    }

    private static Map<String, List<Long>> named(String id, String pattern, List<String> linear, List<String> norms) {
        return shapes(id, name -> {
            int dot = name.indexOf('.');
            int layer = Integer.parseInt(name.substring(2, dot)) - 1;
            String module = name.startsWith("fc") ? linear.get(layer) : norms.get(layer);
            return String.format(Locale.ROOT, pattern, module) + name.substring(dot);
        });
    }

    private static Map<String, String> invert(Map<String, String> names) {
        Map<String, String> inverse = new LinkedHashMap<>();
        names.forEach((ours, theirs) -> inverse.put(theirs, ours));
        return inverse;
    }

    private static void assertAssumed(String part, String id) {
        List<String> assumed = found(shapes(id, name -> name)).assumed();
        assertTrue(assumed.stream().anyMatch(each -> each.contains(part)), assumed::toString);
    }

    private static void assertReason(Map<String, List<Long>> shapes, String part) {
        List<String> reasons =
                assertInstanceOf(Unknown.class, Architectures.recognise(shapes)).reasons();
        assertTrue(reasons.stream().anyMatch(reason -> reason.contains(part)), reasons::toString);
    }

    private static Found found(Map<String, List<Long>> shapes) {
        Recognition recognition = Architectures.recognise(shapes);
        return assertInstanceOf(Found.class, recognition, recognition::toString);
    }

    private static Map<String, List<Long>> shapes(String id, UnaryOperator<String> name) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        for (Layout.Entry entry : Architectures.parse(id).layout().entries()) {
            shapes.put(
                    name.apply(entry.name()),
                    entry.shape().stream().map(Integer::longValue).toList());
        }
        return shapes;
    }

    private static Map<String, List<Long>> reversed(Map<String, List<Long>> shapes) {
        List<String> names = new ArrayList<>(shapes.keySet());
        Collections.reverse(names);
        Map<String, List<Long>> reversed = new LinkedHashMap<>();
        names.forEach(name -> reversed.put(name, shapes.get(name)));
        return reversed;
    }
}
