package org.weightflow.canon.evidence;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/**
 * Two kinds of evidence side by side, each of norm 1 for every network before it is weighed: the inner product of two networks is
 * {@code (1 - s) cos(first) + s cos(second)} for a share s of the second, where cos is that of the angle between the two networks'
 * values.
 * <p>State is no part of a norm, as it is none of a matching. The entries of both must have different names, as weights and hidden
 * signals have.
 */
public final class CombinedEvidence implements Evidence {
    private final Evidence first;
    private final Evidence second;
    private final double share;
    private final Symmetry symmetry;

    /**
     * @param share of the second, in [0, 1]
     * @throws IllegalArgumentException if a group of the first is none of the second
     */
    public CombinedEvidence(Evidence first, Evidence second, double share) {
        this.first = first;
        this.second = second;
        this.share = Check.closedInterval("share", share, 0, 1);
        this.symmetry = new Symmetry(
                first.symmetry().groups().stream()
                        .map(group -> united(group, second.symmetry().group(group.name())))
                        .toList(),
                List.of());
    }

    private static Group united(Group first, Group second) {
        List<Place> places = new ArrayList<>(first.places());
        places.addAll(second.places());
        return new Group(first.name(), first.units(), places, first.inside());
    }

    @Override
    public Symmetry symmetry() {
        return symmetry;
    }

    @Override
    public StateDict of(StateDict network) {
        StateDict a = first.of(network);
        StateDict b = second.of(network);
        List<Layout.Entry> entries = new ArrayList<>(a.layout().entries());
        entries.addAll(b.layout().entries());
        Layout layout = Layout.of(entries);
        float[] flat = new float[layout.size()];
        weigh(a, 1 - share, flat, 0);
        weigh(b, share, flat, a.layout().size());
        return StateDict.of(layout, flat);
    }

    /** Writes values of squared norm {@code weight}; zeros if there is nothing but zeros. */
    private static void weigh(StateDict values, double weight, float[] flat, int start) {
        Layout layout = values.layout();
        values.copyTo(flat, start);
        double square = 0;
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int i = layout.offset(e); layout.entry(e).kind().isLearnable() && i < layout.offset(e + 1); i++) {
                square += (double) flat[start + i] * flat[start + i];
            }
        }
        double factor = square == 0 ? 0 : Math.sqrt(weight / square);
        for (int i = start; i < start + layout.size(); i++) {
            flat[i] = (float) (flat[i] * factor);
        }
    }
}
