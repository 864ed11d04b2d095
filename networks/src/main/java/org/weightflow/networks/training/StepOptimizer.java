package org.weightflow.networks.training;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.TensorStore;

/**
 * An {@link Optimizer} over a {@link TensorStore}: masks each member's gradient, clips it by the member's own norm, makes the step,
 * and sets masked values to zero again; one pass over memory, in pieces that fit the cache.
 * <p>Every value's result depends on its own inputs and its member's norm alone, and norms are summed in a fixed order, so the
 * bytes do not depend on the number of threads. State, such as running statistics, is left alone.
 */
public final class StepOptimizer {
    private static final int PIECE = 8192;
    /** Fewer pieces are done by the calling thread. */
    private static final int PARALLEL_PIECES = 8;

    private final TensorStore store;
    private final Layout layout;
    private final Optimizer optimizer;
    private final double clipNorm;
    /** 0/1 over the flat vector, one array per distinct mask; null for a dense member. */
    private final float[][] masks;

    private final boolean parallel;

    private final List<Piece> pieces = new ArrayList<>();
    private final double[] scales;
    private long step;

    /** A run of values of one entry of one member, and the optimiser's state of it: one array a slot. */
    private static final class Piece {
        private final int entry;
        private final int member;
        private final int from;
        private final int count;
        private final int flatFrom;
        private final float[][] state;

        Piece(int entry, int member, int from, int count, int flatFrom, int slots) {
            this.entry = entry;
            this.member = member;
            this.from = from;
            this.count = count;
            this.flatFrom = flatFrom;
            this.state = new float[slots][count];
        }
    }

    /**
     * @param masks    one a member, null for a dense one; or an empty list for a dense population
     * @param clipNorm 0 for no clipping
     * @param parallel whether a step may use other threads than the caller's
     */
    public StepOptimizer(TensorStore store, Optimizer optimizer, double clipNorm, List<Mask> masks, boolean parallel) {
        this.store = store;
        this.parallel = parallel;
        this.layout = store.layout();
        this.optimizer = optimizer;
        this.clipNorm = clipNorm;
        this.masks = expand(masks, store.members());
        this.scales = new double[store.members()];
        for (int p = 0; p < store.members(); p++) {
            for (int e = 0; e < layout.entries().size(); e++) {
                Layout.Entry entry = layout.entry(e);
                int size = entry.kind().isLearnable() ? entry.size() : 0;
                for (int from = 0; from < size; from += PIECE) {
                    int count = Math.min(PIECE, size - from);
                    pieces.add(new Piece(e, p, p * size + from, count, layout.offset(e) + from, optimizer.slots()));
                }
            }
        }
        maskValues();
    }

    /** One step with the gradients that backward left in {@code leaves}. */
    public void step(Leaves leaves, double rate) {
        step++;
        FloatBuffer[] gradients = new FloatBuffer[layout.entries().size()];
        for (int e = 0; e < gradients.length; e++) {
            gradients[e] = layout.entry(e).kind().isLearnable() ? leaves.gradient(e) : null;
        }
        if (clipNorm > 0) {
            measureScales(gradients);
        }
        forEachPiece((piece, scratch) -> {
            float[] g = scratch.gradient;
            float[] w = scratch.weight;
            readGradient(gradients, piece, g);
            if (clipNorm > 0 && scales[piece.member] != 1) {
                float scale = (float) scales[piece.member];
                for (int i = 0; i < piece.count; i++) {
                    g[i] *= scale;
                }
            }
            FloatBuffer memory = store.memory(piece.entry);
            memory.get(piece.from, w, 0, piece.count);
            optimizer.step(w, g, piece.state, piece.count, rate, step);
            applyMask(piece, w);
            memory.put(piece.from, w, 0, piece.count);
        });
    }

    /**
     * Gives one member another mask: values that it prunes become zero; values that were pruned and are kept from now on start at zero.
     * The optimiser's state of both is forgotten; that of the others stays.
     */
    public void changeMask(int member, Mask mask) {
        layout.requireSame(mask.layout(), "the mask of member " + member);
        float[] before = masks[member];
        float[] after = mask.toStateDict().toArray();
        masks[member] = after;
        for (Piece piece : pieces) {
            if (piece.member == member) {
                forget(piece, before, after);
            }
        }
        maskValues();
    }

    private static void forget(Piece piece, float[] before, float[] after) {
        for (int i = 0; i < piece.count; i++) {
            int flat = piece.flatFrom + i;
            if (after[flat] == 0f || (before != null && before[flat] == 0f)) {
                for (float[] slot : piece.state) {
                    slot[i] = 0f;
                }
            }
        }
    }

    /** Scale of each member: min(1, clipNorm / (norm + 1e-6)), as {@code torch.nn.utils.clip_grad_norm_} has it. */
    private void measureScales(FloatBuffer[] gradients) {
        double[] squares = new double[pieces.size()];
        forEachPiece((piece, scratch) -> {
            readGradient(gradients, piece, scratch.gradient);
            double sum = 0;
            for (int i = 0; i < piece.count; i++) {
                sum += (double) scratch.gradient[i] * scratch.gradient[i];
            }
            squares[scratch.index] = sum;
        });
        double[] norms = new double[scales.length];
        for (int i = 0; i < squares.length; i++) {
            norms[pieces.get(i).member] += squares[i];
        }
        for (int p = 0; p < scales.length; p++) {
            scales[p] = Math.min(1, clipNorm / (Math.sqrt(norms[p]) + 1e-6));
        }
    }

    private void readGradient(FloatBuffer[] gradients, Piece piece, float[] g) {
        gradients[piece.entry].get(piece.from, g, 0, piece.count);
        applyMask(piece, g);
    }

    private void applyMask(Piece piece, float[] values) {
        float[] mask = masks[piece.member];
        if (mask != null) {
            for (int i = 0; i < piece.count; i++) {
                // Not a product: an infinite gradient of a pruned value would make it NaN.
                values[i] = mask[piece.flatFrom + i] == 0f ? 0f : values[i];
            }
        }
    }

    private void maskValues() {
        forEachPiece((piece, scratch) -> {
            FloatBuffer memory = store.memory(piece.entry);
            memory.get(piece.from, scratch.weight, 0, piece.count);
            applyMask(piece, scratch.weight);
            memory.put(piece.from, scratch.weight, 0, piece.count);
        });
    }

    private interface PieceAction {
        void accept(Piece piece, Scratch scratch);
    }

    private static final class Scratch {
        private final float[] gradient = new float[PIECE];
        private final float[] weight = new float[PIECE];
        private int index;
    }

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private void forEachPiece(PieceAction action) {
        IntStream all = IntStream.range(0, pieces.size());
        (parallel && pieces.size() > PARALLEL_PIECES ? all.parallel() : all).forEach(i -> {
            Scratch scratch = SCRATCH.get();
            scratch.index = i;
            action.accept(pieces.get(i), scratch);
        });
    }

    private float[][] expand(List<Mask> given, int members) {
        if (!given.isEmpty() && given.size() != members) {
            throw new IllegalArgumentException(given.size() + " masks for " + members + " members");
        }
        float[][] expanded = new float[members][];
        Map<Mask, float[]> shared = new HashMap<>();
        for (int p = 0; p < given.size(); p++) {
            Mask mask = given.get(p);
            if (mask != null) {
                layout.requireSame(mask.layout(), "the mask of member " + p);
                expanded[p] = shared.computeIfAbsent(mask, m -> m.toStateDict().toArray());
            }
        }
        return expanded;
    }
}
