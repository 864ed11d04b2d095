package org.weightflow.canon.gauge;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * Members whose weights are computed when they are first asked for and then held, the first ones as many as fit into a part of the
 * heap; the others are computed each time. Threads that ask at once may compute the same member twice, with the same bits.
 */
final class HeldMembers implements Members {
    /** Of the heap, so that three quarters are left for the work on the members. */
    private static final int SHARE = 4;

    private final Members source;
    private final long bytes;
    private final AtomicReferenceArray<StateDict> held;

    HeldMembers(Members source) {
        this(source, Runtime.getRuntime().maxMemory() / SHARE);
    }

    /** @param bytes that held weights may take up */
    HeldMembers(Members source, long bytes) {
        this.source = source;
        this.bytes = bytes;
        this.held = new AtomicReferenceArray<>(source.count());
    }

    @Override
    public int count() {
        return source.count();
    }

    @Override
    public StateDict weights(int member) {
        StateDict known = held.get(member);
        if (known != null) {
            return known;
        }
        StateDict computed = source.weights(member);
        long each = (long) computed.layout().size() * Float.BYTES;
        if ((member + 1) * each <= bytes) {
            held.set(member, computed);
        }
        return computed;
    }

    @Override
    public Optional<Mask> mask(int member) {
        return source.mask(member);
    }
}
