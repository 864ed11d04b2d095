package org.weightflow.networks.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The small dataset that {@code make_fixtures.py} wrote, and copies of it to damage. */
final class SmallCnnZoo {
    static final String WEIGHTS = "weights.npy";
    static final String LAYOUT = "layout.csv";
    static final String METRICS = "metrics.csv.gz";

    private SmallCnnZoo() {}

    static Path resource(String name) {
        try {
            return Path.of(SmallCnnZoo.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path folder() {
        return resource("small-cnn-zoo");
    }

    static void copyTo(Path target) throws IOException {
        for (String name : List.of(WEIGHTS, LAYOUT, METRICS)) {
            Files.copy(folder().resolve(name), target.resolve(name));
        }
    }

    static String layout() throws IOException {
        return Files.readString(folder().resolve(LAYOUT));
    }

    static String metrics() throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(folder().resolve(METRICS)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static byte[] packed(String content) {
        return bomb(content, (byte) 0, 0);
    }

    /** The text and then one byte so often. */
    static byte[] bomb(String content, byte value, int count) {
        byte[] piece = new byte[1 << 16];
        Arrays.fill(piece, value);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
            for (int left = count; left > 0; left -= piece.length) {
                out.write(piece, 0, Math.min(left, piece.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
