package org.weightflow.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.safetensors.SafetensorsFile;

/** Finite numbers of a generator's files. */
final class Vectors {
    private Vectors() {}

    static float[] floats(SafetensorsFile file, String name, long... shape) throws IOException {
        float[] values = require(file, name, Dtype.F32, shape).toFloats();
        for (int i = 0; i < values.length; i++) {
            requireFinite(file.path(), name, i, values[i]);
        }
        return values;
    }

    static double[] doubles(SafetensorsFile file, String name, long... shape) throws IOException {
        ByteBuffer bytes = require(file, name, Dtype.F64, shape).bytes();
        double[] values = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(values);
        for (int i = 0; i < values.length; i++) {
            requireFinite(file.path(), name, i, values[i]);
        }
        return values;
    }

    static void requireFinite(Path path, String name, int index, double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw new CheckpointFormatException(
                    path, "value " + index + " of " + name + " is " + value + ", which is not a finite number");
        }
    }

    private static Tensor require(SafetensorsFile file, String name, Dtype dtype, long... shape) throws IOException {
        Tensor tensor = file.tensor(name);
        List<Long> expected = Arrays.stream(shape).boxed().toList();
        if (tensor.dtype() != dtype || !tensor.shape().equals(expected)) {
            throw new CheckpointFormatException(
                    file.path(),
                    name + ": " + tensor.dtype() + " " + tensor.shape() + " found, " + dtype + " " + expected
                            + " expected");
        }
        return tensor;
    }
}
