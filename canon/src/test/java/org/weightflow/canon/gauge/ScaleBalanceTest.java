package org.weightflow.canon.gauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Place;
import org.weightflow.networks.Symmetry.Scale;
import org.weightflow.networks.architecture.Mlp;

class ScaleBalanceTest {
    private static final Seed SEED = new Seed(41);

    static List<String> architectures() {
        return List.of(
                "mlp-6-9-8-7-3",
                "mlp-6-9-8-3-bn",
                "mlp-6-9-8-3-ln",
                "lenet-5-3-4-6-in2x20x18-classes3",
                "resnet-8-width4-in3x8x8",
                "vgg-13-width1-in1x32x32",
                "vit-patch2-width18-depth1-in1x4x4");
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void keepsToTheContractAndUndoesPlantedScales(String id) {
        Architecture architecture = GaugeContract.architecture(id);
        Symmetry symmetry = architecture.symmetry();
        Gauge gauge = ScaleBalance.of(symmetry);
        StateDict balanced = GaugeContract.requireContract(architecture, gauge, SEED);
        StateDict weights = Planted.network(architecture, SEED);
        assertTrue(Planted.difference(weights, balanced) > 0.01);
        for (int s = 0; s < 50; s++) {
            StateDict scaled = Planted.scaled(weights, symmetry, new Seed(s));
            assertTrue(Planted.difference(weights, scaled) > 0.5);
            assertEquals(0, Planted.difference(balanced, gauge.apply(scaled)), GaugeContract.ROUNDING, "seed " + s);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void makesBothSidesOfEveryUnitEquallyLongAndTheNetworkShortest(String id) {
        Architecture architecture = GaugeContract.architecture(id);
        StateDict weights = Planted.network(architecture, SEED);
        StateDict balanced = ScaleBalance.of(architecture.symmetry()).apply(weights);
        for (Scale scale : architecture.symmetry().scales()) {
            for (int u = 0; u < scale.units(); u++) {
                double up = norm(balanced, scale.up(), u);
                assertEquals(1, norm(balanced, scale.down(), u) / up, 1e-6, scale.name() + " " + u);
            }
        }
        double least = squares(balanced);
        assertTrue(least < squares(weights));
        for (int s = 0; s < 5; s++) {
            assertTrue(least < squares(Planted.scaled(balanced, architecture.symmetry(), new Seed(s))));
        }
    }

    /** Without neighbours, s = sqrt(|down| / |up|): 1 weight and 1 bias of norm 5 go up, a weight of 20 down. */
    @Test
    void scalesALoneUnitByTheRootOfTheRatio() {
        Mlp mlp = Mlp.of(1, 1, 1);
        float[] balanced = ScaleBalance.of(mlp.symmetry())
                .apply(StateDict.of(mlp.layout(), new float[] {3, 4, 20, 7}))
                .toArray();
        assertEquals(6, balanced[0], 1e-6);
        assertEquals(8, balanced[1], 1e-6);
        assertEquals(10, balanced[2], 1e-6);
        assertEquals(7, balanced[3]);
    }

    /** Unit 0 reads nothing, unit 1 is read by nothing, unit 2 lives. */
    @Test
    void leavesUnitsWithoutWeightsOnASideAsTheyAre() {
        Mlp mlp = Mlp.of(1, 3, 1);
        float[] before = {0, 2, 3, 0, 0, 4, 9, 0, 20, 7};
        float[] after = ScaleBalance.of(mlp.symmetry())
                .apply(StateDict.of(mlp.layout(), before))
                .toArray();
        for (int k : new int[] {0, 1, 3, 4, 6, 7, 9}) {
            assertEquals(before[k], after[k], "value " + k);
        }
        assertEquals(6, after[2], 1e-6);
        assertEquals(10, after[8], 1e-6);
    }

    /** Dead units stay and what they read counts; all other scales are undone in sparse networks too. */
    @Test
    void undoesPlantedScalesOfSparseNetworks() {
        Architecture architecture = GaugeContract.architecture("mlp-8-16-16-3");
        StateDict sparse =
                GaugeContract.mask(architecture.layout(), new Seed(5)).apply(Planted.network(architecture, SEED));
        Gauge gauge = ScaleBalance.of(architecture.symmetry());
        assertEquals(
                0,
                Planted.difference(
                        gauge.apply(sparse), gauge.apply(Planted.scaled(sparse, architecture.symmetry(), new Seed(6)))),
                GaugeContract.ROUNDING);
    }

    /** Where filters are free too, one after the other would undo the first: together they have one solution. */
    @ParameterizedTest
    @MethodSource("architectures")
    void balancesAndNormsFiltersAtOnce(String id) {
        Architecture architecture = GaugeContract.architecture(id);
        Symmetry symmetry = architecture.symmetry();
        Gauge gauge = ScaleBalance.with(FilterNorm.he(symmetry), symmetry);
        StateDict chosen = GaugeContract.requireContract(architecture, gauge, SEED);
        StateDict weights = Planted.network(architecture, SEED);
        for (int s = 0; s < 5; s++) {
            StateDict planted = Planted.filtersScaled(
                    Planted.scaled(weights, symmetry, new Seed(s)), symmetry, new Seed(s).child("filters"));
            assertEquals(0, Planted.difference(chosen, gauge.apply(planted)), GaugeContract.ROUNDING);
        }
        for (Symmetry.Filter filter : symmetry.filters()) {
            for (int u = 0; u < filter.units(); u++) {
                assertEquals(Math.sqrt(2), norm(chosen, filter.weights(), u), 1e-6);
            }
        }
        for (Scale scale : symmetry.scales()) {
            for (int u = 0; u < scale.units(); u++) {
                assertEquals(1, norm(chosen, scale.down(), u) / norm(chosen, scale.up(), u), 1e-6);
            }
        }
    }

    @Test
    void namesTheEntryThatIsNotFinite() {
        Mlp mlp = Mlp.of(2, 2, 2);
        float[] broken = Planted.network(mlp, SEED).toArray();
        broken[4] = Float.NaN;
        var e = assertThrows(IllegalArgumentException.class, () -> ScaleBalance.of(mlp.symmetry())
                .apply(StateDict.of(mlp.layout(), broken)));
        assertEquals("fc1.bias: a value is not finite", e.getMessage());
        Mlp other = Mlp.of(2, 3, 2);
        var missing = assertThrows(IllegalArgumentException.class, () -> ScaleBalance.of(other.symmetry())
                .apply(Planted.network(mlp, SEED)));
        assertTrue(
                missing.getMessage().startsWith("fc1.weight: axis 0 of shape [2, 2] does not hold"),
                missing::getMessage);
    }

    static double norm(StateDict weights, List<Place> places, int unit) {
        Layout layout = weights.layout();
        double sum = 0;
        for (Place place : places) {
            var values = weights.entry(place.entry());
            List<Integer> shape = layout.entry(layout.indexOf(place.entry())).shape();
            int stride = shape.subList(place.axis() + 1, shape.size()).stream().reduce(1, (a, b) -> a * b);
            for (int k = 0; k < values.limit(); k++) {
                int within =
                        k / stride % shape.get(place.axis()) - place.starts().get(unit);
                sum += within >= 0 && within < place.width() ? (double) values.get(k) * values.get(k) : 0;
            }
        }
        return Math.sqrt(sum);
    }

    /** Running statistics, which scales do not touch, included. */
    private static double squares(StateDict weights) {
        double sum = 0;
        for (float value : weights.toArray()) {
            sum += (double) value * value;
        }
        return sum;
    }
}
