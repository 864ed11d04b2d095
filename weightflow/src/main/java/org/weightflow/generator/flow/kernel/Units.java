package org.weightflow.generator.flow.kernel;

/** The values at one place of a network, {@code [rows, width]}, and the gradient of the loss by them. */
public final class Units {
    private final int width;
    private final float[] values;
    /** Null where none is asked for. */
    private final float[] gradients;

    Units(int rows, int width, boolean differentiable) {
        this.width = width;
        this.values = new float[Math.multiplyExact(rows, width)];
        this.gradients = differentiable ? new float[values.length] : null;
    }

    int width() {
        return width;
    }

    float[] values() {
        return values;
    }

    boolean isDifferentiable() {
        return gradients != null;
    }

    float[] gradients() {
        return gradients;
    }
}
