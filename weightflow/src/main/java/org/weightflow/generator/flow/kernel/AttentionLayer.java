package org.weightflow.generator.flow.kernel;

import java.util.Arrays;

/**
 * Self-attention between the tokens of each row: for each head with queries q_i, keys k_i and values v_i of dh units,
 * {@code o_i = sum_j p_ij v_j}, {@code p_i = softmax_j(<q_i, k_j> / sqrt(dh))}.
 * <p>Backward: dv_j = sum_i p_ij do_i; dp_ij = {@code <do_i, v_j>}; ds_ij = p_ij (dp_ij - sum_l p_il dp_il) / sqrt(dh); dq_i = sum_j
 * ds_ij k_j; dk_j = sum_i ds_ij q_i.
 *
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. (2017)</a>
 */
final class AttentionLayer extends Layer {
    private final Units in;
    private final Units out;
    private final int tokens;
    private final int heads;
    /** Units of a head. */
    private final int size;

    private final float scale;
    /** p, {@code [rows, heads, tokens, tokens]}. */
    private final float[] weights;

    /** @param in {@code [rows * tokens, 3 width]}: all queries, all keys, all values, head by head in each */
    AttentionLayer(Units in, Units out, int tokens, int heads) {
        this.in = in;
        this.out = out;
        this.tokens = tokens;
        this.heads = heads;
        this.size = out.width() / heads;
        this.scale = (float) (1 / Math.sqrt(size));
        this.weights = new float[in.values().length / in.width() * heads * tokens];
    }

    @Override
    void forward(RowPart part) {
        for (int row = part.from(); row < part.to(); row++) {
            for (int head = 0; head < heads; head++) {
                for (int i = 0; i < tokens; i++) {
                    int p = weight(row, head, i);
                    for (int j = 0; j < tokens; j++) {
                        weights[p + j] =
                                scale * dot(in.values(), place(row, i, 0, head), in.values(), place(row, j, 1, head));
                    }
                    softmax(p);
                    int o = output(row, i, head);
                    for (int u = 0; u < size; u++) {
                        out.values()[o + u] = 0;
                    }
                    for (int j = 0; j < tokens; j++) {
                        add(weights[p + j], in.values(), place(row, j, 2, head), out.values(), o);
                    }
                }
            }
        }
    }

    @Override
    void backward(RowPart part) {
        float[] slopes = new float[tokens];
        int width = in.width();
        for (int row = part.from(); row < part.to(); row++) {
            Arrays.fill(in.gradients(), row * tokens * width, (row + 1) * tokens * width, 0f);
            for (int head = 0; head < heads; head++) {
                for (int i = 0; i < tokens; i++) {
                    backward(row, head, i, slopes);
                }
            }
        }
    }

    /** Adds what token i's output gives to the gradients of its query and of all keys and values. */
    private void backward(int row, int head, int i, float[] slopes) {
        int p = weight(row, head, i);
        int o = output(row, i, head);
        float mean = 0;
        for (int j = 0; j < tokens; j++) {
            int v = place(row, j, 2, head);
            slopes[j] = dot(out.gradients(), o, in.values(), v);
            mean += weights[p + j] * slopes[j];
            add(weights[p + j], out.gradients(), o, in.gradients(), v);
        }
        int q = place(row, i, 0, head);
        for (int j = 0; j < tokens; j++) {
            int k = place(row, j, 1, head);
            float slope = scale * weights[p + j] * (slopes[j] - mean);
            add(slope, in.values(), k, in.gradients(), q);
            add(slope, in.values(), q, in.gradients(), k);
        }
    }

    /** Where the queries (0), keys (1) or values (2) of a token's head begin. */
    private int place(int row, int token, int which, int head) {
        return (row * tokens + token) * in.width() + which * out.width() + head * size;
    }

    private int output(int row, int token, int head) {
        return (row * tokens + token) * out.width() + head * size;
    }

    private int weight(int row, int head, int token) {
        return ((row * heads + head) * tokens + token) * tokens;
    }

    private void softmax(int from) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = from; j < from + tokens; j++) {
            largest = Math.max(largest, weights[j]);
        }
        float sum = 0;
        for (int j = from; j < from + tokens; j++) {
            weights[j] = (float) Math.exp(weights[j] - largest);
            sum += weights[j];
        }
        for (int j = from; j < from + tokens; j++) {
            weights[j] /= sum;
        }
    }

    private float dot(float[] a, int atA, float[] b, int atB) {
        float sum = 0;
        for (int u = 0; u < size; u++) {
            sum += a[atA + u] * b[atB + u];
        }
        return sum;
    }

    private void add(float factor, float[] from, int atFrom, float[] to, int atTo) {
        for (int u = 0; u < size; u++) {
            to[atTo + u] += factor * from[atFrom + u];
        }
    }
}
