package org.weightflow.canon.matching;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/** {@link Members} of a folder, mapped when their turn comes; a failure to read one arrives as an {@link UncheckedIOException}. */
public final class FileMembers {
    private FileMembers() {}

    /** Reads what a folder holds of one member. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(int member) throws IOException;
    }

    public static Members of(int count, Reader<StateDict> weights, Reader<Optional<Mask>> masks) {
        return Members.of(count, member -> read(weights, member), member -> read(masks, member));
    }

    private static <T> T read(Reader<T> reader, int member) {
        try {
            return reader.read(member);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }
}
