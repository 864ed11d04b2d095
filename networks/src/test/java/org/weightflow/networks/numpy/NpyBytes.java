package org.weightflow.networks.numpy;

import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The files that {@code make_fixtures.py} wrote with NumPy, and files made by hand. */
public final class NpyBytes {
    private NpyBytes() {}

    public static Path path(String name) {
        try {
            return Path.of(NpyBytes.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Version 1 with that header, and so many zero bytes. */
    static byte[] npy(String header, int dataBytes) {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + text.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text)
                .array();
    }

    /** The header of float32 with that shape. */
    static String f4(String shape) {
        return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
    }
}
