package org.weightflow.networks.architecture;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.safetensors.SafetensorsFile;

/** What PyTorch says about a small network: {@code src/test/python/make_network_fixtures.py} wrote it. */
final class NetworkFixture {
    private final Architecture architecture;
    private final SafetensorsFile file;

    private NetworkFixture(Architecture architecture, SafetensorsFile file) {
        this.architecture = architecture;
        this.file = file;
    }

    static NetworkFixture of(String id) throws IOException {
        return new NetworkFixture(Architectures.parse(id), SafetensorsFile.open(resource(id + ".safetensors")));
    }

    static Path resource(String name) {
        URL url = NetworkFixture.class.getResource(name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Architecture architecture() {
        return architecture;
    }

    StateDict state() throws IOException {
        Layout layout = architecture.layout();
        float[] flat = new float[layout.size()];
        for (int e = 0; e < layout.entries().size(); e++) {
            float[] values = floats("state/" + layout.entry(e).name());
            System.arraycopy(values, 0, flat, layout.offset(e), values.length);
        }
        return StateDict.of(layout, flat);
    }

    /** Whether PyTorch's tensor of that name is here. */
    boolean has(String name) {
        return file.tensors().containsKey(name);
    }

    float[] floats(String name) throws IOException {
        return file.tensor(name).toFloats();
    }

    long[] longs(String name) throws IOException {
        Tensor tensor = file.tensor(name);
        long[] values = new long[Math.toIntExact(tensor.shape().get(0))];
        tensor.bytes().asLongBuffer().get(values);
        return values;
    }
}
