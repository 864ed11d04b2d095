package org.weightflow.generator.flow.kernel;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.engine.EngineTeam;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.Optimizer;

/**
 * Clips the gradient by its L2 norm, makes the optimiser's step, and takes the new weights into their exponential moving average, in
 * one pass over memory, in pieces that fit the first cache.
 * <p>{@code average += (1 - d)(weights - average)} with d = min(decay, (1 + s) / (10 + s)) at step s from 0, so that the start is
 * soon forgotten; with decay 0 the average is the weights. Norms are summed in a fixed order, so the bytes do not depend on the
 * number of threads.
 */
public final class WeightUpdate {
    private static final int PIECE = 2048;
    /** Pieces that a thread takes at once. */
    private static final int RUN = 8;

    private final TensorStore weights;
    private final Optimizer rule;
    private final double clipNorm;
    private final double decay;
    private final List<Piece> pieces = new ArrayList<>();
    private final double[] squares;
    private final ThreadLocal<float[][]> scratch = ThreadLocal.withInitial(() -> new float[2][PIECE]);
    private long step;

    /** A run of values of one entry, with the optimiser's state and the average of them. */
    private static final class Piece {
        private final int entry;
        private final int from;
        private final int count;
        private final float[][] state;
        /** Null where there is no average. */
        private final float[] average;

        Piece(int entry, int from, int count, int slots, boolean averaged) {
            this.entry = entry;
            this.from = from;
            this.count = count;
            this.state = new float[slots][count];
            this.average = averaged ? new float[count] : null;
        }
    }

    /**
     * @param weights  of one network; the average starts as they are
     * @param clipNorm 0 for no clipping
     * @param decay    of the average, in [0, 1)
     */
    public WeightUpdate(TensorStore weights, Optimizer rule, double clipNorm, double decay) {
        this.weights = weights;
        this.rule = rule;
        this.clipNorm = clipNorm;
        this.decay = decay;
        Layout layout = weights.layout();
        for (int e = 0; e < layout.entries().size(); e++) {
            int size = layout.entry(e).size();
            for (int from = 0; from < size; from += PIECE) {
                Piece piece = new Piece(e, from, Math.min(PIECE, size - from), rule.slots(), decay > 0);
                if (piece.average != null) {
                    weights.memory(e).get(from, piece.average, 0, piece.count);
                }
                pieces.add(piece);
            }
        }
        this.squares = new double[pieces.size()];
    }

    /** One step. */
    public void step(EngineTeam team, Gradients gradients, double rate) {
        step++;
        float scale = clipNorm > 0 ? scale(team, gradients) : 1;
        float share = (float) (1 - Math.min(decay, step / (9.0 + step)));
        forEachPiece(team, p -> {
            Piece piece = pieces.get(p);
            float[] g = scratch.get()[0];
            float[] w = scratch.get()[1];
            gradients.read(piece.entry, piece.from, g, piece.count);
            if (scale != 1) {
                multiply(g, scale, piece.count);
            }
            FloatBuffer memory = weights.memory(piece.entry);
            memory.get(piece.from, w, 0, piece.count);
            rule.step(w, g, piece.state, piece.count, rate, step);
            memory.put(piece.from, w, 0, piece.count);
            if (piece.average != null) {
                average(piece.average, w, share, piece.count);
            }
        });
    }

    /** Sets another network's weights to the average. */
    public void copyAverage(TensorStore target) {
        for (Piece piece : pieces) {
            float[] values = piece.average;
            if (values == null) {
                values = new float[piece.count];
                weights.memory(piece.entry).get(piece.from, values, 0, piece.count);
            }
            target.memory(piece.entry).put(piece.from, values, 0, piece.count);
        }
    }

    /** min(1, clipNorm / (norm + 1e-6)), as {@code torch.nn.utils.clip_grad_norm_} has it. */
    private float scale(EngineTeam team, Gradients gradients) {
        forEachPiece(team, p -> {
            Piece piece = pieces.get(p);
            float[] g = scratch.get()[0];
            gradients.read(piece.entry, piece.from, g, piece.count);
            squares[p] = Sums.ofProducts(g, g, piece.count);
        });
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return (float) Math.min(1, clipNorm / (Math.sqrt(sum) + 1e-6));
    }

    private interface PieceAction {
        void accept(int piece);
    }

    private void forEachPiece(EngineTeam team, PieceAction action) {
        team.forEach((pieces.size() + RUN - 1) / RUN, run -> {
            for (int p = run * RUN; p < Math.min(pieces.size(), (run + 1) * RUN); p++) {
                action.accept(p);
            }
        });
    }

    private static void multiply(float[] values, float factor, int count) {
        for (int i = 0; i < count; i++) {
            values[i] *= factor;
        }
    }

    private static void average(float[] average, float[] newest, float share, int count) {
        for (int i = 0; i < count; i++) {
            average[i] += share * (newest[i] - average[i]);
        }
    }
}
