package org.weightflow.networks.training;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
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
    private final boolean parallel;

    private final List<Piece> pieces = new ArrayList<>();
    private final double[] scales;
    private long step;

    /**
     * A run of values of one entry of one member, and the optimiser's state of those that are kept: one array a slot. Only these are
     * gathered, stepped and scattered again, so that a step over a sparse member costs little more than reading its gradient.
     */
    private static final class Piece {
        private final int entry;
        private final int member;
        private final int from;
        private final int span;
        private final int flatFrom;
        /** Where the kept values lie in the run; null where all are kept. */
        private int[] kept;

        private float[][] state;

        Piece(int entry, int member, int from, int span, int flatFrom) {
            this.entry = entry;
            this.member = member;
            this.from = from;
            this.span = span;
            this.flatFrom = flatFrom;
        }

        private int count() {
            return kept == null ? span : kept.length;
        }

        private int at(int i) {
            return kept == null ? i : kept[i];
        }

        /** Keeps other values; those that stay keep their state, all others have none. */
        private void keep(Mask mask, int slots) {
            int[] before = kept;
            float[][] old = state;
            kept = mask == null ? null : positions(mask);
            state = new float[slots][count()];
            if (old == null || slots == 0) {
                return;
            }
            int[] where = new int[span];
            Arrays.fill(where, -1);
            for (int i = 0; i < old[0].length; i++) {
                where[before == null ? i : before[i]] = i;
            }
            for (int i = 0; i < count(); i++) {
                int was = where[at(i)];
                for (int slot = 0; slot < slots && was >= 0; slot++) {
                    state[slot][i] = old[slot][was];
                }
            }
        }

        private int[] positions(Mask mask) {
            int[] positions = new int[span];
            int count = 0;
            for (int i = 0; i < span; i++) {
                if (mask.keeps(flatFrom + i)) {
                    positions[count++] = i;
                }
            }
            return count == span ? null : Arrays.copyOf(positions, count);
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
        if (!masks.isEmpty() && masks.size() != store.members()) {
            throw new IllegalArgumentException(masks.size() + " masks for " + store.members() + " members");
        }
        this.scales = new double[store.members()];
        for (int p = 0; p < store.members(); p++) {
            Mask mask = masks.isEmpty() ? null : masks.get(p);
            if (mask != null) {
                layout.requireSame(mask.layout(), "the mask of member " + p);
            }
            for (int e = 0; e < layout.entries().size(); e++) {
                Layout.Entry entry = layout.entry(e);
                int size = entry.kind().isLearnable() ? entry.size() : 0;
                for (int from = 0; from < size; from += PIECE) {
                    int count = Math.min(PIECE, size - from);
                    Piece piece = new Piece(e, p, p * size + from, count, layout.offset(e) + from);
                    piece.keep(mask, optimizer.slots());
                    pieces.add(piece);
                }
            }
        }
        maskValues();
    }

    /** One step with the gradients that backward left in {@code leaves}. */
    public void step(Leaves leaves, double rate) {
        step(leaves::gradient, rate);
    }

    /** @param gradientOf the gradient of an entry, {@code [P, shape]}; asked for once for each that is learnable */
    public void step(IntFunction<FloatBuffer> gradientOf, double rate) {
        step++;
        FloatBuffer[] gradients = new FloatBuffer[layout.entries().size()];
        for (int e = 0; e < gradients.length; e++) {
            gradients[e] = layout.entry(e).kind().isLearnable() ? gradientOf.apply(e) : null;
        }
        if (clipNorm > 0) {
            measureScales(gradients);
        }
        forEachPiece((piece, scratch) -> {
            float[] g = scratch.gradient;
            float[] w = scratch.weight;
            gather(gradients[piece.entry], piece, scratch, g);
            if (clipNorm > 0 && scales[piece.member] != 1) {
                float scale = (float) scales[piece.member];
                for (int i = 0; i < piece.count(); i++) {
                    g[i] *= scale;
                }
            }
            gather(store.memory(piece.entry), piece, scratch, w);
            optimizer.step(w, g, piece.state, piece.count(), rate, step);
            scatter(piece, scratch);
        });
    }

    /**
     * Gives one member another mask: values that it prunes become zero; values that were pruned and are kept from now on start at zero.
     * The optimiser's state of both is forgotten; that of the others stays.
     */
    public void changeMask(int member, Mask mask) {
        layout.requireSame(mask.layout(), "the mask of member " + member);
        for (Piece piece : pieces) {
            if (piece.member == member) {
                piece.keep(mask, optimizer.slots());
            }
        }
        maskValues();
    }

    /** Scale of each member: min(1, clipNorm / (norm + 1e-6)), as {@code torch.nn.utils.clip_grad_norm_} has it. */
    private void measureScales(FloatBuffer[] gradients) {
        double[] squares = new double[pieces.size()];
        forEachPiece((piece, scratch) -> {
            gather(gradients[piece.entry], piece, scratch, scratch.gradient);
            double sum = 0;
            for (int i = 0; i < piece.count(); i++) {
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

    /** The kept values of a piece, side by side. */
    private static void gather(FloatBuffer memory, Piece piece, Scratch scratch, float[] values) {
        if (piece.kept == null) {
            memory.get(piece.from, values, 0, piece.span);
            return;
        }
        float[] run = scratch.run;
        memory.get(piece.from, run, 0, piece.span);
        int[] kept = piece.kept;
        for (int i = 0; i < kept.length; i++) {
            values[i] = run[kept[i]];
        }
    }

    /** Writes the kept weights back, and zero everywhere else. */
    private void scatter(Piece piece, Scratch scratch) {
        FloatBuffer memory = store.memory(piece.entry);
        if (piece.kept == null) {
            memory.put(piece.from, scratch.weight, 0, piece.span);
            return;
        }
        float[] run = scratch.run;
        Arrays.fill(run, 0, piece.span, 0f);
        int[] kept = piece.kept;
        for (int i = 0; i < kept.length; i++) {
            run[kept[i]] = scratch.weight[i];
        }
        memory.put(piece.from, run, 0, piece.span);
    }

    private void maskValues() {
        forEachPiece((piece, scratch) -> {
            gather(store.memory(piece.entry), piece, scratch, scratch.weight);
            scatter(piece, scratch);
        });
    }

    private interface PieceAction {
        void accept(Piece piece, Scratch scratch);
    }

    private static final class Scratch {
        private final float[] gradient = new float[PIECE];
        private final float[] weight = new float[PIECE];
        private final float[] run = new float[PIECE];
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
}
