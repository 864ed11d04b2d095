package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.architecture.Mlp;

class MemberSumTest {
    private static final Mlp MLP = Mlp.of(6, 5, 3);
    private static final Symmetry SYMMETRY = MLP.symmetry();

    private final Members members =
            Members.of(4, i -> Initialisation.TORCH_DEFAULT.draw(MLP.layout(), new Seed(9).child(i)));
    private final MemberSum sum = new MemberSum(AlignedPopulation.unaligned(members, SYMMETRY));

    @Test
    void aGainIsHalfOfWhatTheSquareRisesBy() {
        StateDict now = members.weights(2);
        StateDict next = Permutations.random(SYMMETRY, new Seed(1)).apply(now, SYMMETRY);
        double before = sum.square();
        double gain = sum.gain(now, next);
        sum.replace(now, next);
        assertEquals(before + 2 * gain, sum.square(), 1e-12);
        assertEquals(-gain, sum.gain(next, now), 1e-12);
    }

    @Test
    void leavesAMemberOutOfTheMean() {
        float[] others = new float[MLP.layout().size()];
        for (int i = 1; i < 4; i++) {
            float[] values = members.weights(i).toArray();
            for (int k = 0; k < others.length; k++) {
                others[k] += values[k] / 3;
            }
        }
        assertArrayEquals(others, sum.meanWithout(members.weights(0)).toArray(), 1e-6f);
    }
}
