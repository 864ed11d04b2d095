package org.weightflow.networks.torch;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The files that {@code make_fixtures.py} wrote with PyTorch. */
public final class Fixtures {
    private Fixtures() {}

    public static Path path(String name) {
        try {
            return Path.of(Fixtures.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@code values()} of the script: -1, -0.5, 0 and so on. */
    static float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 0.5f * i - 1;
        }
        return values;
    }
}
