package org.weightflow.generator.flow.kernel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Where the time of a training goes, summed over its threads. */
public final class TrainingTimes {
    /** The parts, in their order. */
    public enum Part {
        /** Drawing batches and dropout. */
        DRAWING,
        /** The network and its loss. */
        FORWARD,
        /** Gradients by units and by weights. */
        BACKWARD,
        /** Clipping, the optimiser and the average. */
        OPTIMISER,
        /** Measuring checkpoints, by the calling thread. */
        EVALUATION
    }

    private final Map<Part, LongAdder> nanos;

    public TrainingTimes() {
        Map<Part, LongAdder> zero = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            zero.put(part, new LongAdder());
        }
        nanos = Collections.unmodifiableMap(zero);
    }

    /** Adds the time since {@code start}, in the units of {@link System#nanoTime}, and returns the present time. */
    public long add(Part part, long start) {
        long now = System.nanoTime();
        nanos.get(part).add(now - start);
        return now;
    }

    /** Seconds of each part so far. */
    public Map<Part, Double> seconds() {
        Map<Part, Double> seconds = new EnumMap<>(Part.class);
        nanos.forEach((part, sum) -> seconds.put(part, sum.sum() / (double) TimeUnit.SECONDS.toNanos(1)));
        return seconds;
    }
}
