package org.weightflow.canon.gauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

class HeldMembersTest {
    private static final Layout LAYOUT = Mlp.of(3, 4, 2).layout();
    private static final int MEMBERS = 5;

    private final List<Integer> computed = new ArrayList<>();
    private final Members source = Members.of(MEMBERS, member -> {
        computed.add(member);
        return network(member);
    });

    private static StateDict network(int member) {
        return Initialisation.TORCH_DEFAULT.draw(LAYOUT, new Seed(1).child(member));
    }

    private void askTwice(HeldMembers held) {
        for (int time = 0; time < 2; time++) {
            for (int i = 0; i < held.count(); i++) {
                assertTrue(held.weights(i).sameBits(network(i)));
            }
        }
    }

    @Test
    void computesEachMemberOnce() {
        askTwice(new HeldMembers(source));
        assertEquals(IntStream.range(0, MEMBERS).boxed().toList(), computed);
    }

    @Test
    void holdsTheFirstAsFarAsThereIsRoom() {
        askTwice(new HeldMembers(source, 2L * LAYOUT.size() * Float.BYTES));
        assertEquals(List.of(0, 1, 2, 3, 4, 2, 3, 4), computed);
    }
}
