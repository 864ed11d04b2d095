package org.weightflow.networks.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Place;

/** Which groups, scales, signs, filters and bases the networks have; that they keep the function is NetworkTest's. */
class TraceTest {
    @Test
    void sharesOneGroupAlongTheStreamOfAStage() {
        Symmetry symmetry = Architectures.parse("resnet-14-width4-conv").symmetry();
        assertEquals(
                Map.of(
                        "stage1",
                        4,
                        "layer1.0.conv1",
                        4,
                        "layer1.1.conv1",
                        4,
                        "stage2",
                        8,
                        "layer2.0.conv1",
                        8,
                        "layer2.1.conv1",
                        8,
                        "stage3",
                        16,
                        "layer3.0.conv1",
                        16,
                        "layer3.1.conv1",
                        16),
                symmetry.sizes());
        Set<String> axes = axes(symmetry, "stage2");
        assertTrue(
                axes.containsAll(List.of(
                        "layer2.0.conv2.weight 0",
                        "layer2.0.bn2.weight 0",
                        "layer2.0.bn2.bias 0",
                        "layer2.0.bn2.running_mean 0",
                        "layer2.0.bn2.running_var 0",
                        "layer2.0.shortcut.0.weight 0",
                        "layer2.0.shortcut.1.bias 0",
                        "layer2.1.conv1.weight 1",
                        "layer2.1.conv2.weight 0",
                        "layer3.0.conv1.weight 1",
                        "layer3.0.shortcut.0.weight 1")),
                axes::toString);
    }

    /** Channels of a stage pass option A's shortcut and stay themselves in the next; its zero channels are new ones. */
    @Test
    void carriesChannelsThroughZeroPadding() {
        Symmetry symmetry = Architectures.parse("resnet-8-width4").symmetry();
        assertEquals(
                Map.of("stage1", 4, "stage2", 4, "stage3", 8),
                symmetry.sizes().entrySet().stream()
                        .filter(group -> group.getKey().startsWith("stage"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        assertEquals(List.of(6, 7, 8, 9), starts(symmetry, "stage1", "linear.weight"));
        assertEquals(List.of(4, 5, 10, 11), starts(symmetry, "stage2", "linear.weight"));
        assertEquals(List.of(0, 1, 2, 3, 12, 13, 14, 15), starts(symmetry, "stage3", "linear.weight"));
    }

    @Test
    void scalesInnerChannelsOnlyBetweenTheirNormalisationAndTheNextConvolution() {
        Symmetry symmetry = Architectures.parse("resnet-8-width4").symmetry();
        assertEquals(
                List.of("layer1.0.conv1", "layer2.0.conv1", "layer3.0.conv1"),
                symmetry.scales().stream().map(Symmetry.Scale::name).toList());
        Symmetry.Scale scale = symmetry.scales().get(0);
        assertEquals(List.of("layer1.0.bn1.weight", "layer1.0.bn1.bias"), entries(scale.up()));
        assertEquals(List.of("layer1.0.conv2.weight"), entries(scale.down()));
    }

    @Test
    void permutesHeadsAndWhatIsInsideThem() {
        Symmetry symmetry =
                Architectures.parse("vit-width12-depth2-heads3-mlp2").symmetry();
        assertEquals(1 + 2 * (1 + 3 * 2 + 1), symmetry.groups().size());
        assertEquals(12, symmetry.group("stream").units());
        assertEquals(24, symmetry.group("blocks.1.mlp.fc1").units());
        Symmetry.Group heads = symmetry.group("blocks.1.attn.heads");
        assertEquals(3, heads.units());
        assertTrue(heads.places().stream().allMatch(place -> place.width() == 4));
        Symmetry.Group qk = symmetry.group("blocks.1.attn.head2.qk");
        assertEquals(new Symmetry.Inside("blocks.1.attn.heads", 2, "qk"), qk.inside());
        assertEquals(List.of(8, 9, 10, 11), qk.places().get(0).starts());
        assertEquals(List.of(20, 21, 22, 23), qk.places().get(2).starts());
        Symmetry.Group vo = symmetry.group("blocks.1.attn.head2.vo");
        assertEquals(
                List.of("blocks.1.attn.qkv.weight", "blocks.1.attn.qkv.bias", "blocks.1.attn.proj.weight"),
                entries(vo.places()));
        assertEquals(List.of(32, 33, 34, 35), vo.places().get(0).starts());
        Set<String> stream = axes(symmetry, "stream");
        assertTrue(
                stream.containsAll(List.of(
                        "cls_token 2",
                        "pos_embed 2",
                        "patch_embed.proj.weight 0",
                        "patch_embed.proj.bias 0",
                        "blocks.0.norm1.weight 0",
                        "blocks.0.attn.qkv.weight 1",
                        "blocks.0.attn.proj.weight 0",
                        "blocks.0.attn.proj.bias 0",
                        "blocks.0.norm2.bias 0",
                        "blocks.0.mlp.fc1.weight 1",
                        "blocks.0.mlp.fc2.weight 0",
                        "blocks.0.mlp.fc2.bias 0",
                        "norm.weight 0",
                        "head.weight 1")),
                stream::toString);
    }

    /** Normalisation's own scale against the one layer that reads it, q against k, v against the projection; nothing through GELU. */
    @Test
    void scalesWhatIsLinearInATransformer() {
        Symmetry symmetry =
                Architectures.parse("vit-width12-depth1-heads2-mlp2").symmetry();
        assertEquals(
                Set.of(
                        "blocks.0.norm1",
                        "blocks.0.attn.head0.qk",
                        "blocks.0.attn.head0.vo",
                        "blocks.0.attn.head1.qk",
                        "blocks.0.attn.head1.vo",
                        "blocks.0.norm2",
                        "norm"),
                symmetry.scales().stream().map(Symmetry.Scale::name).collect(Collectors.toSet()));
    }

    @Test
    void keepsTheChannelsOfAFlattenedImageTogether() {
        Symmetry symmetry = Architectures.parse("lenet-5").symmetry();
        assertEquals(Map.of("conv1", 20, "conv2", 50, "fc1", 500), symmetry.sizes());
        assertEquals(
                Symmetry.Builder.block("fc1.weight", 1, 0, 16, 50),
                symmetry.group("conv2").places().get(2));
        assertEquals(
                List.of("conv1", "conv2", "fc1"),
                symmetry.scales().stream().map(Symmetry.Scale::name).toList());
        assertEquals(List.of(), Architectures.parse("small-cnn-tanh").symmetry().scales());
    }

    /** Only odd functions carry a sign on: tanh and means, not ReLU, and not the largest of several. */
    @Test
    void negatesUnitsThatOnlyOddFunctionsRead() {
        assertEquals(List.of("conv1", "conv2", "conv3"), signs("small-cnn-tanh"));
        assertEquals(List.of("module_list.6", "module_list.9"), signs("cnn-s"));
        for (String id :
                List.of("small-cnn", "small-cnn-gelu", "small-cnn-sigmoid", "cnn-s-relu", "lenet-5", "vgg-11")) {
            assertEquals(List.of(), signs(id), id);
        }
        assertEquals(
                List.of("norm1", "attn.head0.qk", "attn.head0.vo", "norm2"),
                signs("vit-width12-depth1-heads1-mlp2").subList(0, 4).stream()
                        .map(name -> name.substring("blocks.0.".length()))
                        .toList());
        Symmetry.Sign sign =
                Architectures.parse("small-cnn-tanh").symmetry().signs().get(2);
        assertEquals(List.of("conv3.weight", "conv3.bias", "fc.weight"), entries(sign.places()));
        assertEquals(List.of("conv3.weight", "conv3.bias"), entries(sign.orientation()));
    }

    @Test
    void knowsTheFiltersThatBatchNormalisationFrees() {
        Symmetry mlp = Architectures.parse("mlp-6-5-4-3-bn").symmetry();
        Place weight = Symmetry.Builder.block("fc2.weight", 0, 0, 1, 4);
        Place bias = Symmetry.Builder.block("fc2.bias", 0, 0, 1, 4);
        Place mean = Symmetry.Builder.block("bn2.running_mean", 0, 0, 1, 4);
        Place gain = Symmetry.Builder.block("bn2.weight", 0, 0, 1, 4);
        assertEquals(
                new Symmetry.Filter(
                        "fc2",
                        4,
                        List.of(weight),
                        List.of(bias, mean),
                        Symmetry.Builder.block("bn2.running_var", 0, 0, 1, 4),
                        1e-5),
                mlp.filters().get(1));
        assertEquals(
                new Symmetry.Sign("fc2", 4, List.of(weight, bias, mean, gain), List.of(gain)),
                mlp.signs().get(1));
        assertEquals(2, mlp.filters().size());
        assertEquals(
                List.of("conv1", "layer1.0.conv1", "layer1.0.conv2", "layer2.0.conv1", "layer2.0.conv2"),
                Architectures.parse("resnet-8-width4").symmetry().filters().stream()
                        .map(Symmetry.Filter::name)
                        .toList()
                        .subList(0, 5));
        for (String id : List.of("mlp-6-5-4-3", "mlp-6-5-4-3-ln", "vit", "lenet-5")) {
            assertEquals(List.of(), Architectures.parse(id).symmetry().filters(), id);
        }
    }

    /** Layers that no architecture has yet: a stream that two normalisations read, and one that tanh follows. */
    @Test
    void tellsWhatReadsTheUnitsOfALayer() {
        Symmetry twice = symmetry(new Shaped() {
            @Override
            public <X> X define(Layers<X> net, X inputs) {
                X x = net.linear("fc1", inputs, 4);
                return net.linear("fc2", net.add(net.batchNorm("a", x), net.batchNorm("b", x)), 2);
            }
        });
        assertEquals(List.of(), twice.filters());
        assertEquals(List.of(), twice.signs());
        Symmetry shared = symmetry(new Shaped() {
            @Override
            public <X> X define(Layers<X> net, X inputs) {
                X x = net.linear("fc1", inputs, 4);
                return net.add(net.linear("fc2", net.relu(net.batchNorm("a", x)), 2), net.linear("fc3", x, 2));
            }
        });
        assertEquals(List.of(), shared.filters());
        assertEquals(
                List.of("a.weight", "a.bias"), entries(shared.scales().get(0).up()));
        assertEquals(1, shared.scales().size());
        Symmetry odd = symmetry(new Shaped() {
            @Override
            public <X> X define(Layers<X> net, X inputs) {
                X x = net.batchNorm("bn", net.relu(net.linear("fc1", inputs, 4)));
                return net.linear("fc2", net.activation(Nonlinearity.TANH, x), 2);
            }
        });
        assertEquals(
                List.of("fc1"),
                odd.filters().stream().map(Symmetry.Filter::name).toList());
        assertEquals(
                List.of("bn"), odd.signs().stream().map(Symmetry.Sign::name).toList());
        assertEquals(List.of("bn.bias"), entries(odd.signs().get(0).orientation()));
    }

    private static Symmetry symmetry(Network network) {
        return Trace.of(network).symmetry();
    }

    /** A network of three inputs that has layers and nothing else. */
    private interface Shaped extends Network {
        @Override
        default Family family() {
            throw new UnsupportedOperationException();
        }

        @Override
        default Map<String, Object> options() {
            throw new UnsupportedOperationException();
        }

        @Override
        default int inputs() {
            return 3;
        }

        @Override
        default int classes() {
            return 2;
        }
    }

    @Test
    void changesTheBasesOfHeads() {
        List<Symmetry.Basis> bases =
                Architectures.parse("vit-width12-depth1-heads3-mlp2").symmetry().bases();
        assertEquals(6, bases.size());
        Symmetry.Basis qk = bases.get(2);
        assertEquals("blocks.0.attn.head1.qk", qk.name());
        assertEquals(List.of("blocks.0.attn.qkv.weight", "blocks.0.attn.qkv.bias"), entries(qk.up()));
        assertEquals(List.of(4, 5, 6, 7), qk.up().get(0).starts());
        assertEquals(List.of(16, 17, 18, 19), qk.down().get(0).starts());
        assertEquals(List.of("blocks.0.attn.proj.weight"), entries(bases.get(3).down()));
        assertEquals(List.of(), Architectures.parse("resnet-20").symmetry().bases());
    }

    private static List<String> signs(String id) {
        return Architectures.parse(id).symmetry().signs().stream()
                .map(Symmetry.Sign::name)
                .toList();
    }

    private static Set<String> axes(Symmetry symmetry, String group) {
        Set<String> axes = new HashSet<>();
        symmetry.group(group).places().forEach(place -> axes.add(place.entry() + " " + place.axis()));
        return axes;
    }

    private static List<Integer> starts(Symmetry symmetry, String group, String entry) {
        return symmetry.group(group).places().stream()
                .filter(place -> place.entry().equals(entry))
                .findFirst()
                .orElseThrow()
                .starts();
    }

    private static List<String> entries(List<Symmetry.Place> places) {
        return places.stream().map(Symmetry.Place::entry).toList();
    }
}
