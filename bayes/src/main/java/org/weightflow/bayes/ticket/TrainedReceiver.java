package org.weightflow.bayes.ticket;

import java.io.IOException;
import java.util.List;
import org.weightflow.bayes.Posterior;

/** Takes trained tickets. */
public interface TrainedReceiver {
    /** Whether tickets of that level are still to be found. */
    boolean wants(int level);

    /**
     * Tickets of one level.
     *
     * @param trained         one a member; deterministic networks are posteriors of no deviation
     * @param searchSeconds   that finding the masks took for all members, what is shared with others included
     * @param trainingSeconds that training the tickets took for all members
     */
    void found(int level, List<Posterior> trained, double searchSeconds, double trainingSeconds) throws IOException;
}
