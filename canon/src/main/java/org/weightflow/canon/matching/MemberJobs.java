package org.weightflow.canon.matching;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.weightflow.networks.engine.EnginePool;

/** Works on several members at once; what fails is told with the member's number. */
final class MemberJobs {
    private final EnginePool pool;

    MemberJobs(EnginePool pool) {
        this.pool = pool;
    }

    static List<Integer> all(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /**
     * Does the job of each member on the threads of the pool.
     *
     * @param taken told the results in the order of {@code members}, in the caller's thread, each as soon as it is there
     * @throws IllegalArgumentException naming the member whose job threw one
     */
    <T> void forEach(List<Integer> members, IntFunction<T> job, Consumer<T> taken) {
        List<Future<T>> running = new ArrayList<>();
        for (int member : members) {
            running.add(pool.submit(() -> job.apply(member)));
        }
        for (int k = 0; k < running.size(); k++) {
            taken.accept(resultOf(running.get(k), members.get(k)));
        }
    }

    private static <T> T resultOf(Future<T> running, int member) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException cause) {
                throw new IllegalArgumentException("member " + member + ": " + cause.getMessage(), cause);
            }
            if (e.getCause() instanceof UncheckedIOException unreadable) {
                throw unreadable;
            }
            throw new IllegalStateException("member " + member + ": the alignment failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while aligning member " + member, e);
        }
    }
}
