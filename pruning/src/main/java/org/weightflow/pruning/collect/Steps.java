package org.weightflow.pruning.collect;

import org.weightflow.networks.zoo.Member;
import org.weightflow.pruning.search.SearchListener;

/** Counts the steps of all phases into one number. */
final class Steps {
    private final CollectListener listener;
    private final long total;
    private long done;

    Steps(CollectListener listener, long total) {
        this.listener = listener;
        this.total = total;
    }

    void skip(long steps) {
        done += steps;
    }

    void tell(Member member) {
        listener.onMember(member);
    }

    Phase phase(String name) {
        return new Phase(name);
    }

    /** Steps that are told under one name. */
    final class Phase implements SearchListener {
        private final String name;

        private Phase(String name) {
            this.name = name;
        }

        @Override
        public void skip(long steps) {
            Steps.this.skip(steps);
        }

        @Override
        public void onStep(Progress progress) {
            done++;
            listener.onStep(name, done, total, progress.meanLoss());
        }
    }
}
