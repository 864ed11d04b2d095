package org.weightflow.networks.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.weightflow.networks.HiddenSignals;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/** The hidden signals of a network while its layers are read. Places are worked out at the end, as those of the weights are. */
final class SignalDraft {
    /** Tells which groups lie where on the first axis of a signal. */
    @FunctionalInterface
    private interface Rows {
        void places(String signal, Symmetry weights, BiConsumer<String, Place> place);
    }

    private final List<Layout.Entry> entries = new ArrayList<>();
    private final List<Rows> rows = new ArrayList<>();

    /** A signal of these units. */
    void signal(String name, Units units, int positions) {
        add(name, units.count(), positions, (signal, weights, place) -> units.starts(0, 1)
                .forEach((group, starts) -> place.accept(group.name(), new Place(signal, 0, 1, starts))));
    }

    /** A signal whose units are those along an axis of a weight or bias, in the same order. */
    void signalLike(String name, int units, int positions, String entry, int axis) {
        add(name, units, positions, (signal, weights, place) -> {
            for (Group group : weights.groups()) {
                for (Place like : group.places()) {
                    if (like.entry().equals(entry) && like.axis() == axis) {
                        place.accept(group.name(), new Place(signal, 0, like.width(), like.starts()));
                    }
                }
            }
        });
    }

    private void add(String name, int units, int positions, Rows places) {
        entries.add(new Layout.Entry(name, List.of(units, positions), Layout.Kind.WEIGHT, false));
        rows.add(places);
    }

    /** @throws IllegalStateException if a group has no signal, naming it */
    HiddenSignals on(Symmetry weights) {
        Map<String, List<Place>> places = new LinkedHashMap<>();
        weights.groups().forEach(group -> places.put(group.name(), new ArrayList<>()));
        for (int s = 0; s < entries.size(); s++) {
            rows.get(s).places(entries.get(s).name(), weights, (group, place) -> places.get(group)
                    .add(place));
        }
        return new HiddenSignals(
                Layout.of(entries),
                new Symmetry(
                        weights.groups().stream()
                                .map(group -> heard(group, places.get(group.name())))
                                .toList(),
                        List.of()));
    }

    private static Group heard(Group group, List<Place> places) {
        if (places.isEmpty()) {
            throw new IllegalStateException(group.name() + ": no hidden signal has the units of this group");
        }
        return new Group(group.name(), group.units(), places, group.inside());
    }
}
