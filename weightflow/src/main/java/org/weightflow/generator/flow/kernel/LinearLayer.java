package org.weightflow.generator.flow.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.nio.FloatBuffer;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

/** y = x W^T + b. The products are the engine's: dx = dy W, dW = dy^T x; db sums dy over rows. */
final class LinearLayer extends Layer {
    private final int weightEntry;
    private final Units in;
    private final Units out;
    /** Whether the input's gradient has another part already. */
    private final boolean adds;

    private final NDArray weight;
    private final NDArray bias;
    private final EngineRows x;
    private final EngineRows dy;
    private final NDArray transposed;
    private final float[] biasGradient;
    private final float[] row;
    private final float[][] scratch;
    /** dW of the last step, in the engine's memory. */
    private NDArray weightGradient;

    private FloatBuffer weightGradientMemory;

    LinearLayer(NDManager owner, TensorStore weights, String name, RowPart[] parts, Units in, Units out, boolean adds) {
        this.weightEntry = weights.layout().indexOf(name + ".weight");
        this.in = in;
        this.out = out;
        this.adds = adds;
        this.weight = view(owner, weights.get(name + ".weight"));
        this.bias = view(owner, weights.get(name + ".bias"));
        this.x = new EngineRows(owner, parts, in.width());
        this.dy = new EngineRows(owner, parts, out.width());
        this.transposed = dy.all.transpose();
        this.biasGradient = new float[out.width()];
        this.row = new float[out.width()];
        this.scratch = new float[parts.length][];
        for (RowPart part : parts) {
            scratch[part.index()] = new float[adds ? part.rows() * in.width() : 0];
        }
    }

    private static NDArray view(NDManager owner, NDArray stacked) {
        NDArray member = stacked.squeeze(0);
        member.attach(owner);
        return member;
    }

    /** Rows in memory that Java fills and the engine computes with. */
    private static final class EngineRows {
        private final NDArray all;
        private final FloatBuffer memory;
        private final int width;
        private final NDArray[] parts;

        EngineRows(NDManager owner, RowPart[] rows, int width) {
            this.width = width;
            this.all = owner.zeros(new Shape(rows[rows.length - 1].to(), width), DataType.FLOAT32);
            this.memory = SharedMemory.floats(all);
            this.parts = new NDArray[rows.length];
            for (RowPart part : rows) {
                parts[part.index()] = all.get(part.from() + ":" + part.to());
            }
        }

        NDArray put(float[] values, RowPart part) {
            memory.put(part.from() * width, values, part.from() * width, part.rows() * width);
            return parts[part.index()];
        }
    }

    @Override
    void forward(RowPart part) {
        NDArray rows = x.put(in.values(), part);
        try (NDArray y = Linear.linear(rows, weight, bias).singletonOrThrow()) {
            SharedMemory.floats(y).get(0, out.values(), part.from() * out.width(), part.rows() * out.width());
        }
    }

    @Override
    void backward(RowPart part) {
        NDArray rows = dy.put(out.gradients(), part);
        if (!in.isDifferentiable()) {
            return;
        }
        int start = part.from() * in.width();
        int count = part.rows() * in.width();
        try (NDArray dx = rows.matMul(weight)) {
            FloatBuffer memory = SharedMemory.floats(dx);
            if (adds) {
                float[] more = scratch[part.index()];
                memory.get(0, more, 0, count);
                float[] gradients = in.gradients();
                for (int i = 0; i < count; i++) {
                    gradients[start + i] += more[i];
                }
            } else {
                memory.get(0, in.gradients(), start, count);
            }
        }
    }

    @Override
    boolean hasParameters() {
        return true;
    }

    @Override
    void differentiate() {
        if (weightGradient != null) {
            weightGradient.close();
        }
        weightGradient = transposed.matMul(x.all);
        weightGradientMemory = SharedMemory.floats(weightGradient);
        Sums.ofRows(out.gradients(), biasGradient, row);
    }

    @Override
    void read(int entry, int from, float[] target, int count) {
        if (entry == weightEntry) {
            weightGradientMemory.get(from, target, 0, count);
        } else {
            System.arraycopy(biasGradient, from, target, 0, count);
        }
    }
}
