package org.weightflow.generator.flow.kernel;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.engine.EngineTeam;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.AdamW;

/**
 * Clips the gradient by its L2 norm, makes AdamW's step, and takes the new weights into their exponential moving average, in
 * one pass over memory, in pieces that fit the first cache.
 * <p>{@code average += (1 - d)(weights - average)} with d = min(decay, (1 + s) / (10 + s)) at step s from 0, so that the start is
 * soon forgotten; with decay 0 the average is the weights. Norms are summed in a fixed order, so the bytes do not depend on the
 * number of threads.
 */
public final class WeightUpdate {
    private static final int PIECE = 2048;
    /** Pieces that a thread takes at once. */
    private static final int RUN = 8;

    /**
     * Added and taken away again, these round what is much smaller to nothing: moments that decay would become subnormal numbers,
     * with which the processor computes a hundred times slower.
     */
    private static final float FLOOR = 1e-20f;

    private static final float SQUARE_FLOOR = 1e-28f;

    private final TensorStore weights;
    private final AdamW rule;
    private final double clipNorm;
    private final double decay;
    private final TrainingTimes times;
    private final List<Piece> pieces = new ArrayList<>();
    private final double[] squares;
    private final ThreadLocal<float[][]> scratch = ThreadLocal.withInitial(() -> new float[2][PIECE]);
    private long step;

    /** A run of values of one entry, with the moments of their gradients and their average. */
    private static final class Piece {
        private final int entry;
        private final int from;
        private final int count;
        private final float[] mean;
        private final float[] square;
        /** Null where there is no average. */
        private final float[] average;

        Piece(int entry, int from, int count, boolean averaged) {
            this.entry = entry;
            this.from = from;
            this.count = count;
            this.mean = new float[count];
            this.square = new float[count];
            this.average = averaged ? new float[count] : null;
        }
    }

    /**
     * @param weights  of one network; the average starts as they are
     * @param clipNorm 0 for no clipping
     * @param decay    of the average, in [0, 1)
     * @param times    told how long steps take
     */
    public WeightUpdate(TensorStore weights, AdamW rule, double clipNorm, double decay, TrainingTimes times) {
        this.weights = weights;
        this.rule = rule;
        this.clipNorm = clipNorm;
        this.decay = decay;
        this.times = times;
        Layout layout = weights.layout();
        for (int e = 0; e < layout.entries().size(); e++) {
            int size = layout.entry(e).size();
            for (int from = 0; from < size; from += PIECE) {
                Piece piece = new Piece(e, from, Math.min(PIECE, size - from), decay > 0);
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
        Constants c = new Constants(rate, clipNorm > 0 ? scale(team, gradients) : 1f);
        float share = (float) (1 - Math.min(decay, step / (9.0 + step)));
        forEachPiece(team, p -> {
            Piece piece = pieces.get(p);
            float[] g = scratch.get()[0];
            float[] w = scratch.get()[1];
            gradients.read(piece.entry, piece.from, g, piece.count);
            FloatBuffer memory = weights.memory(piece.entry);
            memory.get(piece.from, w, 0, piece.count);
            step(w, g, piece.mean, piece.square, piece.count, c);
            memory.put(piece.from, w, 0, piece.count);
            if (piece.average != null) {
                average(piece.average, w, share, piece.count);
            }
        });
    }

    /** What the values of a step have in common. */
    private final class Constants {
        private final float scale;
        private final float newMean = (float) (1 - rule.beta1());
        private final float oldSquare = (float) rule.beta2();
        private final float newSquare = (float) (1 - rule.beta2());
        private final float epsilon = (float) rule.epsilon();
        private final float kept;
        private final float stepSize;
        private final float inverseRoot = (float) (1 / Math.sqrt(1 - Math.pow(rule.beta2(), (double) step)));

        Constants(double rate, float scale) {
            this.scale = scale;
            this.kept = (float) (1 - rate * rule.weightDecay());
            this.stepSize = (float) (rate / (1 - Math.pow(rule.beta1(), (double) step)));
        }
    }

    /**
     * m += (1 - b1)(g - m), v = b2 v + (1 - b2) g^2, w = (1 - rate wd) w - rate / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + eps). As
     * {@link AdamW}, but for the rounding of one product: one root and one division a value, which is what the time goes into.
     */
    private static void step(float[] w, float[] g, float[] m, float[] v, int count, Constants c) {
        float scale = c.scale;
        float newMean = c.newMean;
        float oldSquare = c.oldSquare;
        float newSquare = c.newSquare;
        float epsilon = c.epsilon;
        float kept = c.kept;
        float stepSize = c.stepSize;
        float inverseRoot = c.inverseRoot;
        for (int i = 0; i < count; i++) {
            float gi = g[i] * scale;
            float mi = m[i] + (gi - m[i]) * newMean + FLOOR - FLOOR;
            float vi = v[i] * oldSquare + newSquare * gi * gi + SQUARE_FLOOR - SQUARE_FLOOR;
            m[i] = mi;
            v[i] = vi;
            w[i] = w[i] * kept - stepSize * mi / ((float) Math.sqrt(vi) * inverseRoot + epsilon);
        }
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
            long start = System.nanoTime();
            for (int p = run * RUN; p < Math.min(pieces.size(), (run + 1) * RUN); p++) {
                action.accept(p);
            }
            times.add(TrainingTimes.Part.OPTIMISER, start);
        });
    }

    private static void average(float[] average, float[] newest, float share, int count) {
        for (int i = 0; i < count; i++) {
            average[i] += share * (newest[i] - average[i]);
        }
    }
}
