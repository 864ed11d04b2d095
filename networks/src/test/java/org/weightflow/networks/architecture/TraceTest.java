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

/** Which groups and scales the networks have; that they keep the function is NetworkTest's. */
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
