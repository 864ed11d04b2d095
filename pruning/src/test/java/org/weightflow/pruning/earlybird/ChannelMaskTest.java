package org.weightflow.pruning.earlybird;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;

class ChannelMaskTest {
    @Test
    void keepsTheLargestScalesOfAllLayersTogether() {
        ChannelMask mask = ChannelMask.ofScales(scaled(new float[] {1, -9, 2}, new float[] {8, 7, 3}), 0.5);
        assertEquals(List.of("bn1.weight", "bn2.weight"), mask.layers());
        assertEquals(6, mask.channels());
        assertEquals(3, mask.kept());
        assertEquals("{1}", mask.kept(0).toString());
        assertEquals("{0, 1}", mask.kept(1).toString());
        assertEquals("{1, 3, 4}", mask.toBitSet().toString());
    }

    @Test
    void keepsTheLowerLayerAndIndexAmongEqualScales() {
        ChannelMask mask = ChannelMask.ofScales(scaled(new float[] {1, -1, 1}, new float[] {1, 1, 1}), 0.3);
        assertEquals("{0, 1, 2, 3, 4}", mask.toBitSet().toString());
    }

    @Test
    void leavesEveryLayerItsLargestScale() {
        ChannelMask mask = ChannelMask.ofScales(scaled(new float[] {0.1f, 0.2f, 0.1f}, new float[] {8, 7, 6}), 0.6);
        assertEquals("{1, 3, 4}", mask.toBitSet().toString());
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> ChannelMask.ofScales(scaled(new float[] {1, 2, 3}, new float[] {4, 5, 6}), 0.9));
        assertTrue(e.getMessage().contains("keeps 1 of 6 channels"), e::getMessage);
    }

    @Property(tries = 100)
    void keepsExactlyWhatIsAskedFor(
            @ForAll @IntRange(min = 2, max = 30) int first,
            @ForAll @IntRange(min = 2, max = 30) int second,
            @ForAll @DoubleRange(min = 0, max = 0.5) double fraction,
            @ForAll long seed) {
        SplittableRandom random = new Seed(seed).random();
        float[] some = values(first, random);
        float[] more = values(second, random);
        ChannelMask mask = ChannelMask.ofScales(scaled(some, more), fraction);
        int channels = first + second;
        assertEquals(channels - (int) (fraction * channels), mask.kept());
        assertTrue(mask.kept(0).cardinality() >= 1 && mask.kept(1).cardinality() >= 1);
        assertEquals(mask.kept(), mask.kept(0).cardinality() + mask.kept(1).cardinality());
    }

    @Test
    void findsTheNormalisationsOfAResidualNetwork() {
        Architecture net = Architectures.parse("resnet-20");
        ChannelMask mask = ChannelMask.ofScales(Initialisation.KAIMING_NORMAL.draw(net.layout(), new Seed(1)), 0.7);
        // conv1 and 3 * 3 blocks of two convolutions, 16, 32 and 64 channels wide.
        assertEquals(16 + 6 * (16 + 32 + 64), mask.channels());
        assertEquals(688 - 481, mask.kept());
        for (int layer = 0; layer < mask.layers().size(); layer++) {
            assertTrue(mask.kept(layer).cardinality() >= 1, mask.layers().get(layer));
        }
    }

    @Test
    void needsBatchNormalisation() {
        for (Mlp.Norm norm : List.of(Mlp.Norm.NONE, Mlp.Norm.LAYER)) {
            Layout layout = new Mlp(List.of(3, 4, 2), norm).layout();
            StateDict weights = Initialisation.NORMAL.draw(layout, new Seed(1));
            var e = assertThrows(IllegalArgumentException.class, () -> ChannelMask.ofScales(weights, 0.5));
            assertTrue(e.getMessage().contains("no batch normalisation"), e::getMessage);
        }
    }

    @Test
    void namesTheScaleThatIsNoNumber() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> ChannelMask.ofScales(scaled(new float[] {1, 2}, new float[] {1, Float.NaN}), 0.5));
        assertTrue(e.getMessage().contains("bn2.weight: value 1"), e::getMessage);
    }

    /** Of a few values, so that there are ties. */
    private static float[] values(int count, SplittableRandom random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(-4, 5);
        }
        return values;
    }

    /** A network with two normalised layers of these scales; all else is large. */
    static StateDict scaled(float[] first, float[] second) {
        Layout layout = new Mlp(List.of(2, first.length, second.length, 2), Mlp.Norm.BATCH).layout();
        float[] flat = new float[layout.size()];
        Arrays.fill(flat, 99);
        System.arraycopy(first, 0, flat, layout.offset(layout.indexOf("bn1.weight")), first.length);
        System.arraycopy(second, 0, flat, layout.offset(layout.indexOf("bn2.weight")), second.length);
        return StateDict.of(layout, flat);
    }
}
