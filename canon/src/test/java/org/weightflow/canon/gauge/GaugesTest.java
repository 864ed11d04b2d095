package org.weightflow.canon.gauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.canon.gauge.GaugeConfig.Kind;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

class GaugesTest {
    private static final GaugeConfig CANONICAL = GaugeConfig.of(Kind.UNIT_SIGNS, Kind.FILTER_NORM, Kind.SCALE_BALANCE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-6-9-8-3",
                "mlp-6-9-8-3-bn",
                "small-cnn-width3-tanh-in1x15x15",
                "resnet-8-width4-in3x8x8",
                "vit-patch2-width18-depth1-in1x4x4"
            })
    void undoesEverythingThatIsPlantedOnAPopulation(String id) {
        Architecture architecture = GaugeContract.architecture(id);
        Symmetry symmetry = architecture.symmetry();
        List<StateDict> members =
                List.of(Planted.network(architecture, new Seed(1)), Planted.network(architecture, new Seed(2)));
        Gauges gauges = new Gauges(symmetry, CANONICAL);
        Members canonical = gauges.canonical(Members.of(members));
        StateDict second = members.get(1);
        StateDict planted = Planted.negated(
                Planted.scaled(Planted.filtersScaled(second, symmetry, new Seed(3)), symmetry, new Seed(4)),
                symmetry,
                new Seed(5));
        Members other = gauges.canonical(Members.of(List.of(members.get(0), planted)));
        assertEquals(0, Planted.difference(canonical.weights(1), other.weights(1)), GaugeContract.ROUNDING);
        Members again = gauges.canonical(canonical);
        for (int i = 0; i < 2; i++) {
            GaugeContract.requireSameFunction(architecture, members.get(i), canonical.weights(i));
            assertEquals(0, Planted.difference(canonical.weights(i), again.weights(i)), GaugeContract.ROUNDING);
        }
    }

    @Test
    void isTheGaugesThatTheConfigNames() {
        Architecture architecture = GaugeContract.architecture("mlp-6-9-8-3-bn");
        Symmetry symmetry = architecture.symmetry();
        StateDict weights = Planted.negated(Planted.network(architecture, new Seed(1)), symmetry, new Seed(2));
        FilterNorm norm = FilterNorm.like(weights, symmetry);
        assertFixed(weights, norm, symmetry, Kind.FILTER_NORM);
        assertFixed(weights, ScaleBalance.of(symmetry), symmetry, Kind.SCALE_BALANCE);
        assertFixed(weights, UnitSigns.of(symmetry), symmetry, Kind.UNIT_SIGNS);
        assertFixed(
                weights,
                ScaleBalance.with(norm, symmetry).then(UnitSigns.of(symmetry)),
                symmetry,
                Kind.UNIT_SIGNS,
                Kind.SCALE_BALANCE,
                Kind.FILTER_NORM);
        Members members = Members.of(List.of(weights));
        assertSame(members, new Gauges(symmetry, GaugeConfig.none()).canonical(members));
        assertSame(members, new Gauges(symmetry, GaugeConfig.of(Kind.SIGNS_TOWARD)).canonical(members));
        assertEquals(
                0,
                new Gauges(symmetry, CANONICAL).canonical(Members.of(List.of())).count());
    }

    private static void assertFixed(StateDict weights, Gauge gauge, Symmetry symmetry, Kind... kinds) {
        StateDict fixed = new Gauges(symmetry, GaugeConfig.of(kinds))
                .canonical(Members.of(List.of(weights)))
                .weights(0);
        assertTrue(gauge.apply(weights).sameBits(fixed));
        assertTrue(Planted.difference(weights, fixed) > 0.01);
    }

    @Test
    void readsMembersWhenTheyAreAskedForAndKeepsTheirMasks() {
        Architecture architecture = GaugeContract.architecture("mlp-6-9-8-3");
        Mask mask = GaugeContract.mask(architecture.layout(), new Seed(1));
        AtomicInteger read = new AtomicInteger();
        Members source = Members.of(
                3,
                i -> {
                    read.incrementAndGet();
                    return mask.apply(Planted.network(architecture, new Seed(i)));
                },
                i -> i == 2 ? Optional.empty() : Optional.of(mask));
        Members canonical = new Gauges(architecture.symmetry(), GaugeConfig.of(Kind.SCALE_BALANCE)).canonical(source);
        int before = read.get();
        assertEquals(Optional.of(mask), canonical.mask(1));
        assertEquals(Optional.empty(), canonical.mask(2));
        assertEquals(before, read.get());
        StateDict weights = canonical.weights(1);
        assertEquals(before + 1, read.get());
        assertTrue(mask.apply(weights).sameBits(weights));
    }

    @Test
    void goesTowardAReference() {
        Architecture architecture = GaugeContract.architecture("vit-patch2-width18-depth1-in1x4x4");
        Symmetry symmetry = architecture.symmetry();
        StateDict reference = Planted.network(architecture, new Seed(1));
        StateDict planted = Planted.rotated(Planted.negated(reference, symmetry, new Seed(2)), symmetry, new Seed(3));
        Gauges both = new Gauges(symmetry, GaugeConfig.of(Kind.ROTATION_TOWARD, Kind.SIGNS_TOWARD));
        assertEquals(
                0,
                Planted.difference(reference, both.toward(reference, planted, Optional.empty())),
                GaugeContract.ROUNDING);
        StateDict negated = Planted.negated(reference, symmetry, new Seed(2));
        Gauges signs = new Gauges(symmetry, GaugeConfig.of(Kind.SIGNS_TOWARD));
        assertTrue(signs.toward(reference, negated, Optional.empty()).sameBits(reference));
        assertSame(negated, new Gauges(symmetry, CANONICAL).toward(reference, negated, Optional.empty()));
        Mask mask = GaugeContract.mask(architecture.layout(), new Seed(4));
        assertThrows(
                IllegalArgumentException.class, () -> both.toward(reference, mask.apply(planted), Optional.of(mask)));
        signs.toward(reference, mask.apply(planted), Optional.of(mask));
    }

    @Test
    void ordersTheKindsOfAConfig() {
        assertEquals(List.of(Kind.FILTER_NORM, Kind.SCALE_BALANCE, Kind.UNIT_SIGNS), List.copyOf(CANONICAL.kinds()));
        assertEquals(CANONICAL, GaugeConfig.of(Kind.FILTER_NORM, Kind.SCALE_BALANCE, Kind.UNIT_SIGNS));
        assertTrue(Kind.ROTATION_TOWARD.isRelative() && !Kind.UNIT_SIGNS.isRelative());
    }
}
