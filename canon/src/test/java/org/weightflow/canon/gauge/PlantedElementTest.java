package org.weightflow.canon.gauge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.canon.alignment.Aligner;
import org.weightflow.canon.alignment.Alignment;
import org.weightflow.canon.alignment.AlignmentPlan;
import org.weightflow.canon.matching.AlignmentListener;
import org.weightflow.canon.matching.Members;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/** A network scaled and permuted at random comes back to the network, both balanced, but for rounding. */
class PlantedElementTest {
    private static final int SEEDS = 50;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-6-12-9-3",
                "mlp-6-12-9-3-bn",
                "resnet-8-width4-in3x8x8",
                "vit-patch4-width12-depth2-heads2-in1x8x8"
            })
    void isUndone(String id) {
        Architecture architecture = GaugeContract.architecture(id);
        Symmetry symmetry = architecture.symmetry();
        AlignmentPlan plan = AlignmentPlan.defaults().withGauges(List.of(GaugeConfig.Kind.SCALE_BALANCE));
        Aligner aligner = new Aligner(architecture, null, plan, 1);
        for (int s = 0; s < SEEDS; s++) {
            StateDict network = Planted.network(architecture, new Seed(s));
            StateDict scaled = Planted.scaled(network, symmetry, new Seed(1000 + s));
            StateDict planted =
                    Permutations.random(symmetry, new Seed(2000 + s)).apply(scaled, symmetry);
            Alignment aligned =
                    aligner.align(Members.of(List.of(network, planted)), new Seed(3), AlignmentListener.silent());
            assertEquals(
                    0,
                    Planted.difference(aligned.weights(0), aligned.weights(1)),
                    GaugeContract.ROUNDING,
                    id + ", seed " + s);
        }
    }
}
