package org.weightflow.networks.training;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Where the time of training steps goes, summed over all threads. */
public final class StepTimes {
    /** The parts of a step, in their order. */
    public enum Phase {
        /** Copying each member's batch. */
        GATHER,
        /** Logits and losses. */
        FORWARD,
        /** Gradients. */
        BACKWARD,
        /** The optimiser, masks and clipping included. */
        UPDATE
    }

    private final Map<Phase, LongAdder> nanos;

    StepTimes() {
        Map<Phase, LongAdder> zero = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            zero.put(phase, new LongAdder());
        }
        nanos = Collections.unmodifiableMap(zero);
    }

    /** Adds the time since {@code start}, in the units of {@link System#nanoTime}, and returns the present time. */
    long add(Phase phase, long start) {
        long now = System.nanoTime();
        nanos.get(phase).add(now - start);
        return now;
    }

    /** Seconds of each part so far. */
    public Map<Phase, Double> seconds() {
        Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
        nanos.forEach((phase, sum) -> seconds.put(phase, sum.sum() / (double) TimeUnit.SECONDS.toNanos(1)));
        return seconds;
    }
}
