package org.weightflow.pruning.collect;

import org.weightflow.networks.zoo.Member;

/** Told how collecting goes. */
public interface CollectListener {
    /** Hears nothing. */
    CollectListener SILENT = new CollectListener() {
        @Override
        public void onStep(String phase, long done, long total, double meanLoss) {}

        @Override
        public void onMember(Member member) {}
    };

    /**
     * @param phase    what is being trained, for people
     * @param done     training steps done, of all phases; those that an earlier run did count as done
     * @param total    training steps of the whole collection
     * @param meanLoss training loss of this step in nats, the mean over the members that train
     */
    void onStep(String phase, long done, long total, double meanLoss);

    /** A member is complete and durable. */
    void onMember(Member member);
}
