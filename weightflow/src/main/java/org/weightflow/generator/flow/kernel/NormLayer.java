package org.weightflow.generator.flow.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.weightflow.networks.engine.TensorStore;

/**
 * Layer normalisation: y = g n + b, n = (x - mean(x)) / sqrt(var(x) + 1e-5) over a row's units.
 * <p>dx = (dn - mean(dn) - n mean(dn n)) / sqrt(var + 1e-5) with dn = g dy.
 */
final class NormLayer extends Layer {
    private static final float EPSILON = 1e-5f;

    private final int weightEntry;
    private final Units in;
    private final Units out;
    private final boolean adds;
    private final FloatBuffer weightMemory;
    private final FloatBuffer biasMemory;
    private final float[] weight;
    private final float[] bias;
    private final float[] weightGradient;
    private final float[] biasGradient;
    private final float[] normalised;
    private final float[] scales;
    /** Three rows of each part: the compiler vectorises loops over arrays that are all indexed alike. */
    private final float[][][] rows;

    /** @param adds whether the input's gradient has another part already */
    NormLayer(TensorStore weights, String name, RowPart[] parts, Units in, Units out, boolean adds) {
        int width = in.width();
        this.weightEntry = weights.layout().indexOf(name + ".weight");
        this.in = in;
        this.out = out;
        this.adds = adds;
        this.weightMemory = weights.memory(weightEntry);
        this.biasMemory = weights.memory(weights.layout().indexOf(name + ".bias"));
        this.weight = new float[width];
        this.bias = new float[width];
        this.weightGradient = new float[width];
        this.biasGradient = new float[width];
        this.normalised = new float[in.values().length];
        this.scales = new float[normalised.length / width];
        this.rows = new float[parts.length][3][width];
    }

    @Override
    void refresh() {
        weightMemory.get(0, weight);
        biasMemory.get(0, bias);
    }

    @Override
    void forward(RowPart part) {
        int width = in.width();
        float[] n = rows[part.index()][0];
        float[] y = rows[part.index()][1];
        for (int r = part.from(); r < part.to(); r++) {
            System.arraycopy(in.values(), r * width, n, 0, width);
            float mean = Sums.of(n, width) / width;
            for (int i = 0; i < width; i++) {
                n[i] -= mean;
            }
            float scale = (float) (1 / Math.sqrt(Sums.ofProducts(n, n, width) / width + EPSILON));
            for (int i = 0; i < width; i++) {
                n[i] *= scale;
                y[i] = weight[i] * n[i] + bias[i];
            }
            scales[r] = scale;
            System.arraycopy(n, 0, normalised, r * width, width);
            System.arraycopy(y, 0, out.values(), r * width, width);
        }
    }

    @Override
    void backward(RowPart part) {
        int width = in.width();
        float[] n = rows[part.index()][0];
        float[] d = rows[part.index()][1];
        float[] sum = rows[part.index()][2];
        for (int r = part.from(); r < part.to(); r++) {
            System.arraycopy(normalised, r * width, n, 0, width);
            System.arraycopy(out.gradients(), r * width, d, 0, width);
            for (int i = 0; i < width; i++) {
                d[i] *= weight[i];
            }
            float mean = Sums.of(d, width) / width;
            float slope = Sums.ofProducts(d, n, width) / width;
            float scale = scales[r];
            for (int i = 0; i < width; i++) {
                d[i] = (d[i] - mean - n[i] * slope) * scale;
            }
            if (adds) {
                System.arraycopy(in.gradients(), r * width, sum, 0, width);
                for (int i = 0; i < width; i++) {
                    d[i] += sum[i];
                }
            }
            System.arraycopy(d, 0, in.gradients(), r * width, width);
        }
    }

    @Override
    boolean hasParameters() {
        return true;
    }

    @Override
    void differentiate() {
        int width = in.width();
        float[] n = rows[0][0];
        float[] d = rows[0][1];
        Arrays.fill(weightGradient, 0f);
        Arrays.fill(biasGradient, 0f);
        for (int start = 0; start < normalised.length; start += width) {
            System.arraycopy(normalised, start, n, 0, width);
            System.arraycopy(out.gradients(), start, d, 0, width);
            for (int i = 0; i < width; i++) {
                weightGradient[i] += d[i] * n[i];
                biasGradient[i] += d[i];
            }
        }
    }

    @Override
    void read(int entry, int from, float[] target, int count) {
        System.arraycopy(entry == weightEntry ? weightGradient : biasGradient, from, target, 0, count);
    }
}
