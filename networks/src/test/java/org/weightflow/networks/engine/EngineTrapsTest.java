package org.weightflow.networks.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;

/** The engine's habits that this project builds on. */
class EngineTrapsTest {
    private static final Layout ONE = Layout.of(List.of(new Layout.Entry("w", List.of(4), Layout.Kind.WEIGHT, true)));

    @Test
    void javaAndEngineShareTheMemoryOfAStore() {
        try (TensorStore store = new TensorStore(ONE, 2)) {
            store.put(1, StateDict.of(ONE, new float[] {1, 2, 3, 4}));
            assertArrayEquals(
                    new float[] {0, 0, 0, 0, 1, 2, 3, 4}, store.get("w").toFloatArray());
            store.get("w").addi(1);
            assertArrayEquals(new float[] {2, 3, 4, 5}, store.get(1).toArray());
        }
    }

    @Test
    void freshLeavesCarryNoGradientOverToTheNextStep() {
        try (TensorStore store = new TensorStore(ONE, 1)) {
            store.put(0, StateDict.of(ONE, new float[] {1, 2, 3, 4}));
            for (int step = 0; step < 3; step++) {
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    Leaves leaves = store.leaves();
                    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                        collector.backward(leaves.get("w").square().sum());
                    }
                    float[] gradient = new float[4];
                    leaves.gradient(0).get(gradient);
                    assertArrayEquals(new float[] {2, 4, 6, 8}, gradient);
                }
            }
        }
    }

    @Test
    void stepsLeaveNoArraysBehind() {
        try (TensorStore store = new TensorStore(ONE, 1)) {
            int before = store.get("w").getManager().getManagedArrays().size();
            for (int step = 0; step < 5; step++) {
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    Leaves leaves = store.leaves();
                    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                        collector.backward(leaves.get("w").square().sum());
                    }
                    FloatBuffer gradient = leaves.gradient(0);
                    assertEquals(4, gradient.capacity());
                }
            }
            assertEquals(before, store.get("w").getManager().getManagedArrays().size());
        }
    }

    @Test
    void noGradientHoldsForItsThreadUntilClosed() throws InterruptedException {
        boolean before = EngineRuntime.gradientMode();
        boolean[] inThread = new boolean[3];
        Thread worker = new Thread(() -> {
            inThread[0] = JniUtils.isGradMode();
            try (NoGradient off = new NoGradient()) {
                inThread[1] = JniUtils.isGradMode();
            }
            inThread[2] = JniUtils.isGradMode();
        });
        worker.start();
        worker.join();
        assertTrue(inThread[0], "gradients are recorded in a new thread");
        assertFalse(inThread[1]);
        assertTrue(inThread[2]);
        assertEquals(before, EngineRuntime.gradientMode());
    }

    @Test
    void copyOwnsItsMemory() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] source = {1, 2, 3};
            NDArray copy = SharedMemory.copyOf(manager, source, new Shape(3));
            Arrays.fill(source, 9);
            assertArrayEquals(new float[] {1, 2, 3}, copy.toFloatArray());
        }
    }
}
