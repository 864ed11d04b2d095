package org.weightflow.networks.artefact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as 64 lower-case hexadecimal digits. */
public final class Checksum {
    private static final int BUFFER_BYTES = 1 << 16;

    private Checksum() {}

    /** The checksum of a file's bytes, read in pieces. */
    public static String ofFile(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException failure) {
            throw FileFailure.of(file, "cannot be read", failure);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The checksum of bytes that come piece by piece. */
    public static final class Running {
        private final MessageDigest digest = sha256();

        /** Takes what remains of a buffer. */
        public void update(ByteBuffer bytes) {
            digest.update(bytes);
        }

        /** The checksum of all bytes up to now; it then starts anew. */
        public String hexadecimal() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /** The checksum of a text's UTF-8 bytes. */
    public static String ofText(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
