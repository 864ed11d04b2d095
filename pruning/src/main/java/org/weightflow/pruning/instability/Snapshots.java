package org.weightflow.pruning.instability;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.TrainingRule;

/**
 * Keeps the values of every member as they are after certain steps of a training, which goes on as if nobody looked: its optimiser is
 * not begun anew, so that W_k is that of a training that ends there.
 */
final class Snapshots implements TrainingRule {
    private final TrainingRule rule;
    private final Map<Long, StateDict[]> taken = new TreeMap<>();

    /** @param steps numbers of steps done; 0 is before the first, and gives {@code initial} */
    Snapshots(TrainingRule rule, List<StateDict> initial, SortedSet<Long> steps) {
        this.rule = rule;
        for (long step : steps) {
            taken.put(step, initial.toArray(StateDict[]::new));
        }
    }

    /** One a member, once the training has done that many steps. */
    List<StateDict> at(long step) {
        return List.of(taken.get(step));
    }

    @Override
    public Group begin(TensorStore members, int first) {
        Group group = rule.begin(members, first);
        return new Group() {
            @Override
            public NDArray losses(Leaves leaves, NDArray inputs, NDArray labels) {
                return group.losses(leaves, inputs, labels);
            }

            @Override
            public void step(Leaves leaves, long step, double rate) {
                group.step(leaves, step, rate);
                StateDict[] snapshot = taken.get(step + 1);
                for (int p = 0; snapshot != null && p < members.members(); p++) {
                    snapshot[first + p] = members.get(p);
                }
            }

            @Override
            public void finish() {
                group.finish();
            }

            @Override
            public void close() {
                group.close();
            }
        };
    }
}
