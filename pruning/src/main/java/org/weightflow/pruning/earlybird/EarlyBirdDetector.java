package org.weightflow.pruning.earlybird;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.PruneConfig;

/**
 * Finds the moment in training from which on the mask that pruning would draw hardly changes: the Early-Bird ticket.
 * <p>At the start of each epoch, the first among them, a mask is drawn from the weights and joins a queue of the last Q. The ticket
 * is there once the queue is full and the newest mask is within the tolerance of each of the Q - 1 older ones ({@link MaskDistance}).
 * A mask that never changes is thus a ticket at the Q-th call, and so is any with tolerance 1.
 *
 * @param <M> masks of channels or of weights
 * @see <a href="https://arxiv.org/abs/1909.11957">You et al. (2020), Drawing Early-Bird Tickets, Algorithm 1</a>
 */
public final class EarlyBirdDetector<M> {
    private final EarlyBirdConfig config;
    private final Function<StateDict, M> drawing;
    private final ToDoubleBiFunction<M, M> distance;
    private final Deque<M> queue = new ArrayDeque<>();
    private OptionalDouble largestDistance = OptionalDouble.empty();

    private EarlyBirdDetector(
            EarlyBirdConfig config, Function<StateDict, M> drawing, ToDoubleBiFunction<M, M> distance) {
        this.config = config;
        this.drawing = drawing;
        this.distance = distance;
    }

    /** By the channels with the largest scales of batch normalisation, as the authors do. */
    public static EarlyBirdDetector<ChannelMask> ofChannels(EarlyBirdConfig config) {
        return new EarlyBirdDetector<>(
                config, weights -> ChannelMask.ofScales(weights, config.fraction()), MaskDistance::between);
    }

    /** By the largest weights of all layers together, as one pruning of the dense network would keep them. */
    public static EarlyBirdDetector<Mask> ofWeights(EarlyBirdConfig config) {
        PruneConfig once = new PruneConfig(1, config.fraction(), PruneConfig.Scope.GLOBAL, Map.of());
        return new EarlyBirdDetector<>(
                config,
                weights -> MagnitudePruning.of(once, weights.layout()).prune(weights, Mask.dense(weights.layout())),
                MaskDistance::between);
    }

    /** Draws the mask of these weights and takes it as the newest; whether it is a ticket. */
    public boolean observe(StateDict weights) {
        return offer(drawing.apply(weights));
    }

    /** Takes a mask as the newest; whether it is a ticket. */
    public boolean offer(M mask) {
        if (queue.size() == config.masks()) {
            queue.removeFirst();
        }
        OptionalDouble farthest = queue.stream()
                .mapToDouble(older -> distance.applyAsDouble(mask, older))
                .max();
        queue.addLast(mask);
        boolean full = queue.size() == config.masks();
        largestDistance = full ? farthest : OptionalDouble.empty();
        return full && farthest.getAsDouble() <= config.tolerance();
    }

    /** The largest distance of the newest mask from the older ones; empty while there are fewer than Q masks. */
    public OptionalDouble largestDistance() {
        return largestDistance;
    }

    /**
     * The newest mask: the ticket, if it is one.
     *
     * @throws IllegalStateException if there is none yet
     */
    public M newest() {
        if (queue.isEmpty()) {
            throw new IllegalStateException("no mask was taken yet");
        }
        return queue.getLast();
    }
}
